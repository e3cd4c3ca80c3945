/** What a visitor sees before the first release. It asks again by itself. */
export const WAITING_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="2">
<title>Almost there</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; text-align: center; padding: 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
p { margin: 0; max-width: 32rem; }
</style>
</head>
<body>
<main>
<h1>Almost there</h1>
<p>The first release of this site is being made. This page looks again every two seconds.</p>
</main>
</body>
</html>
`;
