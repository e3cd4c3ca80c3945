/** What was typed or chosen there, without spaces around it. */
export function formText(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Of several boxes of one name, those that are ticked. */
export function formTexts(data: FormData, name: string): string[] {
  return data.getAll(name).filter((value) => typeof value === 'string');
}
