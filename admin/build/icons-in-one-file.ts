import type { Plugin } from 'vite';

type Shape = [tag: string, attributes: Record<string, string>];

const ICON = /\/lucide-react\/dist\/esm\/icons\/([\w-]+)\.mjs$/;
const FILE = 'icons.svg';

/** The icons in use as symbols of one picture. As code, each would be a part of its own or come along with what does not show it. */
export function iconsInOneFile(): Plugin {
  return {
    name: 'icons-in-one-file',
    enforce: 'pre',
    load: (id) =>
      ICON.test(id)
        ? `import { icon } from '/src/ui/icon.tsx'; export default icon('${FILE}#${nameOf(id)}');`
        : null,
    async generateBundle(_, bundle) {
      const used = Object.values(bundle)
        .flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
        .filter((id) => ICON.test(id));
      const symbols = await Promise.all(used.sort().map(symbolOf));
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
      this.emitFile({ type: 'asset', fileName: FILE, source });
    },
  };
}

async function symbolOf(id: string): Promise<string> {
  const { __iconData: icon } = (await import(id)) as { __iconData: { node: Shape[] } };
  const shapes = icon.node.map(([tag, attributes]) => {
    const written = Object.entries(attributes)
      .filter(([name]) => name !== 'key')
      .map(([name, value]) => ` ${name}="${value}"`);
    return `<${tag}${written.join('')}/>`;
  });
  return `<symbol id="${nameOf(id)}" viewBox="0 0 24 24">${shapes.join('')}</symbol>`;
}

function nameOf(id: string): string {
  return ICON.exec(id)?.[1] ?? '';
}
