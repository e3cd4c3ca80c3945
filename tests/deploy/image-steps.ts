import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export type Owner = { uid?: number; gid?: number };

type Stage = {
  /** Stands for `/` of the image. */
  root: string;
  workFolder: string;
  environment: Record<string, string>;
};

export type Image = Stage & {
  /** What is run, without the arguments of its own. */
  entryPoint: string[];
  command: string[];
  /** Steps that need the packages of a distribution, or its users. */
  notRun: string[];
};

type Making = { folder: string; owner: Owner };

/** The steps of the Dockerfile, one after the other, by the same commands, in folders that stand for the roots of its stages. */
export function makeImage({ folder, owner }: Making): Image {
  const stages = new Map<string, Stage>();
  let stage: Stage = { root: folder, workFolder: '/', environment: {} };
  const made: Pick<Image, 'command' | 'entryPoint' | 'notRun'> = { entryPoint: [], command: [], notRun: [] };
  for (const { rest, word } of readSteps()) {
    if (word === 'FROM') {
      const name = /\bAS (\w+)$/.exec(rest)?.[1] ?? 'final';
      stage = { root: join(folder, name), workFolder: '/', environment: {} };
      makeFolder(stage.root, owner);
      stages.set(name, stage);
    } else if (word === 'WORKDIR') {
      stage.workFolder = rest;
      makeFolder(join(stage.root, rest), owner);
    } else if (word === 'ENV') {
      for (const [, name = '', value = ''] of rest.matchAll(/([A-Z_]+)=(\S+)/g))
        stage.environment[name] = value;
    } else if (word === 'COPY') copy(rest, { stages, stage, owner });
    else if (word === 'RUN' && /\b(?:apt-get|chown)\b/.test(rest)) made.notRun.push(rest);
    else if (word === 'RUN') run(rest, { stage, folder, owner });
    else if (word === 'ENTRYPOINT') made.entryPoint = JSON.parse(rest) as string[];
    else if (word === 'CMD') made.command = JSON.parse(rest) as string[];
    else if (!['EXPOSE', 'HEALTHCHECK', 'USER', 'VOLUME'].includes(word))
      throw new Error(`${word} is a step that nothing here runs`);
  }
  return { ...stage, ...made };
}

function readSteps(): { word: string; rest: string }[] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/s.exec(line) ?? [];
    return { word, rest: rest.trim() };
  });
}

type Copying = { stages: ReadonlyMap<string, Stage>; stage: Stage; owner: Owner };

function copy(rest: string, { owner, stage, stages }: Copying): void {
  const [, from, paths = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(rest) ?? [];
  const words = paths.split(' ');
  const to = words.pop() ?? '';
  const origin = from === undefined ? ROOT : (stages.get(from)?.root ?? '');
  for (const path of words) {
    const target = join(stage.root, stage.workFolder, to, to.endsWith('/') ? path : '');
    // As .dockerignore leaves out.
    const filter = (source: string): boolean =>
      !/\/node_modules(\/|$)|\.test\.ts$|\/\.env/.test(source) || from !== undefined;
    cpSync(join(origin, path), target, { recursive: true, filter, verbatimSymlinks: true });
    giveAway(target, owner);
  }
}

function run(
  command: string,
  { folder, owner, stage }: { stage: Stage; folder: string; owner: Owner },
): void {
  execFileSync('sh', ['-c', command], {
    ...owner,
    cwd: join(stage.root, stage.workFolder),
    env: {
      ...stage.environment,
      ...network(),
      npm_config_cache: join(folder, 'home/.npm'),
      ...machine(folder),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** What the base image provides. */
export function machine(folder: string): Record<string, string> {
  return { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`, HOME: join(folder, 'home') };
}

/** How this machine reaches a registry: an engine is told the same. */
function network(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) =>
    /^npm_config_|proxy$|^NODE_EXTRA_CA_CERTS$/i.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function makeFolder(path: string, owner: Owner): void {
  mkdirSync(path, { recursive: true });
  giveAway(path, owner);
}

function giveAway(path: string, { gid, uid }: Owner): void {
  if (uid === undefined || gid === undefined) return;
  chownSync(path, uid, gid);
  execFileSync('chown', ['-R', `${uid}:${gid}`, path]);
}
