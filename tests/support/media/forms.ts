export type FormFile = { fileName: string; bytes: Buffer; type?: string; field?: string };

/** As a browser sends them: the names as they are, but for quotes and line ends. */
export function formOf(files: readonly FormFile[]): { headers: Record<string, string>; bytes: Buffer } {
  const boundary = '----of-the-tests-4f9a1c';
  const parts = files.flatMap(({ bytes, field = 'file', fileName, type = 'application/octet-stream' }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${quoted(fileName)}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return {
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    bytes: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
