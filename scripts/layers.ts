/**
 * `node scripts/layers.ts`: the rules of the house about who may know whom (docs/architecture.md). Prints `file: rule` for
 * every violation and exits 1.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface SourceText {
  /** Relative to the root, with slashes. */
  file: string;
  text: string;
}

/** One rule: files it is about, modules they must not import, and why. */
interface Rule {
  files: RegExp;
  except?: RegExp;
  forbidden: RegExp;
  because: string;
}

const tests = /\.test(-d)?\.tsx?$|\/testing\//;
const io = /^node:(dgram|net|tls|https?|http2|fs|fs\/promises|child_process|dns|dns\/promises|worker_threads|sqlite)$/;
const drivers =
  'ipmi|console|ssh|redfish|firmware|idrac|bitlocker|bundle|request|media|content|appliances|vault|store|journal|sites|handover';

const rules: Rule[] = [
  {
    files: /^(main|preload)\//,
    except: /^main\/index\.ts$|^main\/shell\/electron[-\w]*\.ts$|^preload\/index\.ts$/,
    forbidden: /^electron$/,
    because: 'only the Electron shell and the preload script know Electron',
  },
  {
    files: new RegExp(`^main/(${drivers})/`),
    forbidden: /^main\/(app|actions|practice|cli|shell|web)\b/,
    because: 'a driver knows nothing above it',
  },
  {
    // The stores keep runs and journal entries, so they know the shape of an event, and nothing else of procedures.
    files: new RegExp(`^main/(${drivers})/`),
    forbidden: /^main\/procedures\/(?!events\.ts$)/,
    because: 'a driver never knows a procedure',
  },
  {
    files: /^main\/procedures\//,
    forbidden: new RegExp(`${io.source}|^main/(${drivers}|app|actions|practice|cli|shell|web)/|^(ws|pino|commander)$`),
    because: 'procedures are pure: no sockets, files, drivers or application',
  },
  {
    files: /^main\/actions\//,
    forbidden: new RegExp(`${io.source}|^main/(app|cli|shell|web|practice)/`),
    because: 'actions know drivers and events, never the application above',
  },
  {
    files: /^main\/practice\//,
    forbidden: /^main\/(app|actions|cli|shell|web)\//,
    because: 'the practice rack is built from codecs, not from the application',
  },
  {
    files: /^main\/(app|fleet)\//,
    forbidden: /^main\/(cli|shell|web)\//,
    because: 'the application does not know its shells',
  },
  {
    files: /^(renderer|preload)\//,
    forbidden: /^(main|test|scripts)\/|^node:/,
    because: 'the screen knows the contract and nothing of the main process',
  },
  {
    files: /^renderer\//,
    forbidden: /^preload\/(?!contract\.ts$)/,
    because: 'the screen knows preload/contract.ts only',
  },
  {
    // Wire formats and state machines can be fuzzed and replayed because they do no I/O.
    files:
      /^main\/ipmi\/(commands|crypto|fru|wire)\/|^main\/practice\/remote-support\/(appliance|keys|packages|pages|range|vendor)\.ts$|^main\/practice\/sps\/(node|pair|api|multipart)\.ts$|codec/,
    forbidden: io,
    because: 'codecs and state machines do no I/O',
  },
];

/** Calls that change the world; everything goes through main/actions. */
const mutating =
  /\.(chassisControl|setRestorePolicy|identify|racreset|setUserPassword|setIpmiOverLan|setStatic|setDhcp|enableNic)\(|\b(bmc|racadm)\.act\(|\bidrac\.(power|reset|update|deleteJob)\(/;
const mayMutate = /^main\/(actions|ipmi|idrac|redfish|practice)\/|^test\//;
const longest = 450;

/** What one file does against the rules. */
export function violations({ file, text }: SourceText): string[] {
  const found: string[] = [];
  const isTest = tests.test(file) || file.startsWith('test/');
  if (!isTest) {
    for (const imported of importsOf({ file, text })) {
      for (const rule of rules) {
        if (rule.files.test(file) && !rule.except?.test(file) && rule.forbidden.test(imported)) {
          found.push(`${file}: imports ${imported}; ${rule.because}`);
        }
      }
    }
    if (!mayMutate.test(file) && mutating.test(text)) {
      found.push(
        `${file}: calls a mutating driver function; everything that changes the world goes through main/actions`,
      );
    }
  }
  const lines = text.split('\n').length;
  if (lines > longest && !isTest)
    found.push(`${file}: ${lines} lines; a file holds one idea (at most ${longest} lines)`);
  return found;
}

/** Modules a file imports, relative ones as paths from the root. */
function importsOf({ file, text }: SourceText): string[] {
  const specifiers = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s*'([^']+)'/g,
  );
  return [...specifiers].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
  });
}

function sources(root: string): SourceText[] {
  return ['main', 'preload', 'renderer', 'test', 'scripts'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
      .filter((file) => /\.(ts|tsx)$/.test(file))
      .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') })),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = sources(path.resolve(import.meta.dirname, '..'));
  const found = files.flatMap(violations);
  for (const line of found) console.error(line);
  console.log(`layers: ${files.length} files, ${found.length} violations`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
