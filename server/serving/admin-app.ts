import { extname, join } from 'node:path';
import type { Context, Middleware } from 'koa';
import { AppError } from '../errors.ts';
import { isWithin, SERVER_PATHS } from '../server-paths.ts';
import { answerWithFile } from './file-response.ts';
import { parsePublicFilePath } from './public-file-path.ts';

const PREFIX = SERVER_PATHS.admin;
/** Vite puts what carries a hash in its name here. */
const HASHED_ASSETS = `${PREFIX}/assets/`;
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** What its packages put into the page by themselves, always the same: how touches scroll (React Aria, two of them), and how messages look (sonner, empty at first). */
const STYLES_OF_PACKAGES = [
  'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=',
  'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg=',
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=',
];

/**
 * Scripts and styles of our own alone; previews are framed, from the same origin or from their own; bytes go to this server, and to the uploads of the bucket of media.
 * Nobody frames the admin.
 */
function contentSecurityPolicy({ directAddress, previewOrigin }: Others): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...STYLES_OF_PACKAGES.map((hash) => `'${hash}'`)].join(' '),
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    withOther("connect-src 'self'", directAddress),
    withOther("frame-src 'self'", previewOrigin),
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Text becomes elements nowhere but where ProseMirror reads what is pasted, apart from the page; the default policy lets the empty text alone through.
    "require-trusted-types-for 'script'",
    'trusted-types ProseMirrorClipboard default',
  ].join('; ');
}

function withOther(directive: string, other: string | null): string {
  return other === null ? directive : `${directive} ${other}`;
}

/** What the interface reaches beside this server. */
type Others = { previewOrigin: string | null; directAddress: string | null };

type AdminOptions = Others & { buildFolder: string };

/** The authoring interface: the files of its build, and its one page for every address that the interface routes by itself. */
export function createAdminApp({ buildFolder, ...others }: AdminOptions): Middleware {
  const policy = contentSecurityPolicy(others);
  return async (ctx, next) => {
    if (!isWithin(ctx.path, PREFIX)) return next();
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('Allow', 'GET, HEAD');
      throw new AppError('method-not-allowed', 'The authoring interface is read with GET or HEAD.');
    }
    ctx.set('Content-Security-Policy', policy);
    ctx.set('X-Frame-Options', 'DENY');
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
    if (!(await answerFromBuild(ctx, buildFolder))) answerNotBuilt(ctx);
    return undefined;
  };
}

async function answerFromBuild(ctx: Context, buildFolder: string): Promise<boolean> {
  const parsed = parsePublicFilePath(ctx.path.slice(PREFIX.length) || '/');
  if (parsed === null) throw new AppError('not-found', 'The authoring interface has no such file.');
  const cacheControl = ctx.path.startsWith(HASHED_ASSETS) ? IMMUTABLE : 'no-cache';
  const file = join(buildFolder, ...parsed.segments);
  if (parsed.segments.length > 0 && (await answerWithFile(ctx, { path: file, cacheControl }))) return true;
  // A missing script must not be answered with a page: the browser would run into it and say something misleading.
  if (extname(file) !== '' && parsed.segments.length > 0)
    throw new AppError('not-found', 'The authoring interface has no such file.');
  return answerWithFile(ctx, { path: join(buildFolder, 'index.html'), cacheControl: 'no-cache' });
}

function answerNotBuilt(ctx: Context): void {
  ctx.status = 503;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Type', 'text/html; charset=utf-8');
  ctx.body = NOT_BUILT_PAGE;
}

const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stillpress</title>
</head>
<body>
<main>
<h1>Stillpress</h1>
<p>This installation has no build of the authoring interface. Everything that it does can be done through the HTTP API.</p>
<ul>
<li><a href="/api/docs">API documentation</a></li>
<li><a href="/">The site</a></li>
</ul>
</main>
</body>
</html>
`;
