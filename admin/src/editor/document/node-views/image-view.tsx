import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { changePart, leavePart } from './change-part.ts';
import { PartChoice, PartField } from './part-field.tsx';
import { mediaQuery, Picture } from './picture.tsx';
import type { PartProps } from './react-view.ts';
import { PartBar } from './part-bar.tsx';
import { ReplacePicture } from './replace-picture.tsx';

export function ImageView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const { isSelected, node } = part;
  const { alt, caption, mediaId, width } = node.attrs;
  const { data: media } = useQuery({ ...mediaQuery(String(mediaId)), enabled: isSelected });
  const set = (attributes: Record<string, unknown>): void => changePart(part, attributes);
  const leave = (): void => leavePart(part);
  return (
    <>
      <Picture mediaId={mediaId} alt={alt} />
      {typeof caption === 'string' && !isSelected && <p className="caption">{caption}</p>}
      {isSelected && (
        <PartBar part={part} name={t`Picture`}>
          <PartField
            label={t`What it shows`}
            value={alt}
            placeholder={media?.alt ?? ''}
            onChange={(value) => set({ alt: value })}
            onLeave={leave}
          />
          <PartField
            label={t`Caption`}
            value={caption}
            onChange={(value) => set({ caption: value })}
            onLeave={leave}
          />
          <PartChoice
            label={t`Width`}
            value={typeof width === 'string' ? width : ''}
            choices={[
              ['', t`As wide as the text`],
              ['wide', t`Wider`],
              ['full', t`From edge to edge`],
            ]}
            onChange={(value) => set({ width: value })}
          />
          <ReplacePicture editor={part.editor} image={node} onReplace={set} />
        </PartBar>
      )}
    </>
  );
}
