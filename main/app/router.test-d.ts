// Compile-time proof, read by `tsc` only: the handler map matches the contract exactly, in names and in types.
import { z } from 'zod';
import type { Endpoints } from './router.ts';

declare const complete: Endpoints;
const { 'app.info': info, ...missing } = complete;

// @ts-expect-error a missing command does not compile
export const tooFew: Endpoints = missing;

// @ts-expect-error a surplus command does not compile
export const tooMany: Endpoints = { ...missing, 'app.info': info, 'no.such': info };

// @ts-expect-error a decoder that yields other arguments than the contract's does not compile
export const wrongArgs: Endpoints['vault.open'] = { args: z.tuple([z.number()]), run: () => null };

// @ts-expect-error a result that the contract does not promise does not compile
export const wrongResult: Endpoints['vault.lock'] = { args: z.tuple([]), run: () => 'done' };
