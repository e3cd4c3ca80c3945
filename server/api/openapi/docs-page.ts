import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Nothing comes from elsewhere. Swagger UI sets styles on elements, and keeps its icons in the style sheet. */
export const DOCS_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stillpress API</title>
<link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="documentation"></div>
<noscript><p>This page needs JavaScript. The same in machine-readable form: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p></noscript>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

const START_SCRIPT = `SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#documentation',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
});
`;

const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The files of the page: a list, so that no name from outside ever becomes a path. */
export const DOCS_FILES: ReadonlyMap<
  string,
  { contentType: string; source: { path: string } | { text: string } }
> = new Map([
  ['start.js', { contentType: 'text/javascript; charset=utf-8', source: { text: START_SCRIPT } }],
  [
    'swagger-ui-bundle.js',
    { contentType: 'text/javascript; charset=utf-8', source: swaggerFile('swagger-ui-bundle.js') },
  ],
  ['swagger-ui.css', { contentType: 'text/css; charset=utf-8', source: swaggerFile('swagger-ui.css') }],
  ['favicon-32x32.png', { contentType: 'image/png', source: swaggerFile('favicon-32x32.png') }],
]);

function swaggerFile(name: string): { path: string } {
  return { path: join(swaggerFolder, name) };
}
