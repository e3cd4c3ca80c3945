import type { Media } from '../../../model/api/media.ts';

export type MediaPickerProps = {
  /** Content types such as `application/pdf` or `image/*`; null: whatever there is. */
  accept: readonly string[] | null;
  /** With `isMultiple`, once for each file, in the order in which they were chosen. */
  onChoose: (media: Media) => void;
  /** Whatever was chosen or not: the picker is to go. */
  onClose: () => void;
  isMultiple?: boolean;
};
