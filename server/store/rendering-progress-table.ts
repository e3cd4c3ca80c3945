/** How far pages are rendered for the next release of a target. There is none of it where a release takes but a moment. */
export type RenderingProgressTable = {
  target: string;
  rendered: number;
  remaining: number;
  told_at: string;
};
