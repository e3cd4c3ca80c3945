/** What can be opened beside the text, as the address has it. Apart from `panels.ts`, so that the list loads none of them. */
export const PANEL_NAMES = ['publish', 'preview', 'history', 'details'] as const;

export type PanelName = (typeof PANEL_NAMES)[number];

export function isPanelName(name: unknown): name is PanelName {
  return PANEL_NAMES.some((known) => known === name);
}
