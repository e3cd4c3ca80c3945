/** What an address says by these names. What it can mean, the screen knows. */
export function textsIn<Name extends string>(names: readonly Name[]) {
  return (search: Record<string, unknown>): { [Each in Name]?: string } => {
    const told = names.flatMap((name) => {
      const value = search[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    });
    return Object.fromEntries(told) as { [Each in Name]?: string };
  };
}
