import { readFile } from 'node:fs/promises';
import { AppError } from '../../errors.ts';
import { noInput, publicRoute, type Route } from '../route.ts';
import { DOCS_CONTENT_SECURITY_POLICY, DOCS_FILES, DOCS_PAGE } from './docs-page.ts';
import { openApiDocument } from './document.ts';
import { docsFileInput } from './schema.ts';

const TAG = 'Documentation';

/** The routes that describe all of them, themselves included: hence a function, for when the list is complete. */
export function openApiRoutes(allRoutes: () => readonly Route[]): readonly Route[] {
  return [readDocument(allRoutes), readPage, readFileOfPage];
}

function readDocument(allRoutes: () => readonly Route[]): Route {
  let document: Uint8Array | null = null;
  return publicRoute({
    method: 'GET',
    path: '/api/v1/openapi.json',
    operationId: 'readOpenApiDocument',
    tag: TAG,
    summary: 'The description of this API as OpenAPI 3.1',
    input: noInput,
    success: { status: 200, description: 'The document.', contentType: 'application/json' },
    errors: [],
    handle: async () => {
      document ??= Buffer.from(JSON.stringify(openApiDocument(allRoutes())));
      return { body: document };
    },
  });
}

const readPage = publicRoute({
  method: 'GET',
  path: '/api/docs',
  operationId: 'readDocumentation',
  tag: TAG,
  summary: 'The description of this API as a page',
  input: noInput,
  success: { status: 200, description: 'The page.', contentType: 'text/html; charset=utf-8' },
  errors: [],
  handle: async () => ({
    body: Buffer.from(DOCS_PAGE),
    headers: { 'Content-Security-Policy': DOCS_CONTENT_SECURITY_POLICY },
  }),
});

const readFileOfPage = publicRoute({
  method: 'GET',
  path: '/api/docs/:file',
  operationId: 'readDocumentationFile',
  tag: TAG,
  summary: 'A script or style of the page',
  input: docsFileInput,
  success: { status: 200, description: 'The file.', contentType: '*/*' },
  errors: ['not-found'],
  handle: async ({ input }) => {
    const file = DOCS_FILES.get(input.params.file);
    if (file === undefined)
      throw new AppError('not-found', 'The documentation has no such file. Open /api/docs.');
    const body = 'text' in file.source ? Buffer.from(file.source.text) : await readFile(file.source.path);
    return { body, headers: { 'Content-Type': file.contentType, 'Cache-Control': 'public, max-age=3600' } };
  },
});
