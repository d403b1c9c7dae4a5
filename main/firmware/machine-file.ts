import { z } from 'zod';
import type { Failure } from '../../preload/contract.ts';
import type { MachineFacts } from './machine.ts';

const shape = z.strictObject({
  name: z.string().min(1),
  model: z.string().min(1).nullable().default(null),
  systemId: z
    .string()
    .regex(/^[0-9a-f]{4}$/i)
    .transform((id) => id.toUpperCase())
    .nullable()
    .default(null),
  idracGeneration: z.number().int().min(6).max(10).nullable().default(null),
  installed: z
    .array(
      z.strictObject({
        componentId: z.string().regex(/^\d+$/),
        name: z.string().default(''),
        version: z.string().min(1),
        pci: z.string().nullable().default(null),
      }),
    )
    .nullable()
    .default(null),
});

/** A file of facts that does not say what it should. */
export class MachineFileError extends Error {
  override readonly name = 'MachineFileError';

  toFailure(): Failure {
    const advice = 'It takes name, model, systemId, idracGeneration, and installed: componentId, name, version, pci.';
    return { code: 'invalid', message: this.message, advice };
  }
}

/** Facts of a machine from JSON text; a misspelt name is an error, since a fact left out lets more pass. */
export function decodeMachine(file: string, text: string): MachineFacts {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new MachineFileError(`${file} is not JSON.`);
  }
  const result = shape.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new MachineFileError(`${file}: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'invalid'}.`);
}
