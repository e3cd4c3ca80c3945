import { useLingui } from '@lingui/react/macro';
import { Fragment } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import { ArrowLeft, ArrowRight, ImagePlus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { choosePictures } from '../ask.ts';
import { changePart, leavePart } from './change-part.ts';
import { PartBar } from './part-bar.tsx';
import { PartField } from './part-field.tsx';
import { Picture } from './picture.tsx';
import { ReplacePicture } from './replace-picture.tsx';
import type { PartProps } from './react-view.ts';

type Images = PartProps['node'][];

export function GalleryView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const { editor, isSelected, node } = part;
  const images = [...node.children];
  const add = async (): Promise<void> => {
    const chosen = await choosePictures(editor);
    const made = chosen.flatMap((mediaId) => editor.schema.nodes['image']?.create({ mediaId }) ?? []);
    if (made.length > 0) replaceImages(part, (before) => [...before, ...made]);
  };
  return (
    <>
      <div className="gallery-images">
        {images.map((image, index) => (
          <GalleryImage key={String(image.attrs['id'])} gallery={part} index={index} images={images} />
        ))}
      </div>
      {typeof node.attrs['caption'] === 'string' && !isSelected && (
        <p className="caption">{node.attrs['caption']}</p>
      )}
      {isSelected && (
        <PartBar part={part} name={t`Gallery`}>
          <PartField
            label={t`Caption`}
            value={node.attrs['caption']}
            onChange={(caption) => changePart(part, { caption })}
            onLeave={() => leavePart(part)}
          />
          <Button look="quiet" onClick={() => void add()}>
            <ImagePlus aria-hidden="true" />
            {t`Add pictures`}
          </Button>
        </PartBar>
      )}
    </>
  );
}

type GalleryImageProps = { gallery: PartProps; index: number; images: Images };

function GalleryImage({ gallery, images, index }: GalleryImageProps): ReactNode {
  const { t } = useLingui();
  const image = images[index];
  if (image === undefined) return null;
  const move = (by: number): void =>
    replaceImages(gallery, (before) => {
      const others = before.filter((_, place) => place !== index);
      others.splice(index + by, 0, image);
      return others;
    });
  const change = (attributes: Record<string, unknown>): void =>
    replaceImages(gallery, (before) =>
      before.map((one, place) => (place === index ? one.type.create({ ...one.attrs, ...attributes }) : one)),
    );
  return (
    <div className="gallery-image">
      <Picture mediaId={image.attrs['mediaId']} alt={image.attrs['alt']} />
      {gallery.isSelected && (
        <div className="gallery-image-bar">
          <PartField
            label={t`What it shows`}
            value={image.attrs['alt']}
            onChange={(alt) => change({ alt: alt === '' ? null : alt })}
            onLeave={() => leavePart(gallery)}
          />
          <ReplacePicture editor={gallery.editor} image={image} onReplace={change} />
          <Button look="quiet" label={t`Move to the front`} disabled={index === 0} onClick={() => move(-1)}>
            <ArrowLeft aria-hidden="true" />
          </Button>
          <Button
            look="quiet"
            label={t`Move to the back`}
            disabled={index === images.length - 1}
            onClick={() => move(1)}
          >
            <ArrowRight aria-hidden="true" />
          </Button>
          <Button
            look="quiet"
            label={t`Take this picture out`}
            disabled={images.length === 1}
            onClick={() => replaceImages(gallery, (before) => before.filter((_, place) => place !== index))}
          >
            <X aria-hidden="true" />
          </Button>
        </div>
      )}
    </div>
  );
}

function replaceImages({ editor, place }: PartProps, change: (images: Images) => Images): void {
  const at = place();
  const gallery = at === undefined ? null : editor.state.doc.nodeAt(at);
  if (at === undefined || gallery === null) return;
  const { tr } = editor.state;
  tr.replaceWith(at, at + gallery.nodeSize, gallery.copy(Fragment.fromArray(change([...gallery.children]))));
  editor.view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)));
}
