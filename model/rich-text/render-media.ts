import { childrenOf, textOf, type RichTextNode } from './document.ts';
import { embedPlayer } from './embeds.ts';
import { attribute, escapeText } from './escape-html.ts';
import { linkTarget, type Rendering, type ResolvedMedia } from './rendering.ts';
import { isSafeUrl, isWebUrl } from './safe-url.ts';
import { BUTTON_KINDS, focalProblem, IMAGE_WIDTHS } from './schema.ts';
import type { FocalPoint } from '../entry-types.ts';

/** What a player needs; it can neither lead the page elsewhere nor open dialogs. */
const PLAYER_SANDBOX = 'allow-scripts allow-same-origin allow-popups allow-presentation';

export function renderImage(rendering: Rendering, node: RichTextNode): string {
  const media = rendering.options.resolveMedia(textOf(node, 'mediaId') ?? '') ?? null;
  if (media === null || !isSafeUrl(media.src)) return '';
  const width = textOf(node, 'width') ?? '';
  const className = IMAGE_WIDTHS.includes(width) ? `image image-${width}` : 'image';
  const image =
    `<img${attribute('src', media.src)}${attribute('srcset', media.srcset)}${attribute('sizes', media.sizes)}` +
    attribute('alt', textOf(node, 'alt') ?? media.alt ?? '') +
    `${attribute('width', media.width)}${attribute('height', media.height)}${focalAttribute(node)}` +
    ' loading="lazy" decoding="async">';
  return `<figure${attribute('class', className)}>${withPlaceholder(withSmaller(image, media), media)}${renderCaption(node)}</figure>`;
}

function withSmaller(image: string, { avif = null, sizes }: ResolvedMedia): string {
  if (avif === null) return image;
  const source = `<source type="image/avif"${attribute('srcset', avif)}${attribute('sizes', sizes)}>`;
  return `<picture>${source}${image}</picture>`;
}

function withPlaceholder(picture: string, { placeholder = null }: ResolvedMedia): string {
  if (placeholder === null) return picture;
  const blurred = `<img class="placeholder"${attribute('src', placeholder)} alt="" aria-hidden="true">`;
  return `<span class="picture">${blurred}${picture}</span>`;
}

export function renderGallery(rendering: Rendering, node: RichTextNode): string {
  const images = childrenOf(node)
    .filter((child) => child.type === 'image')
    .map((child) => renderImage(rendering, child))
    .join('');
  return images === ''
    ? ''
    : `<figure class="gallery"><div class="gallery-images">${images}</div>${renderCaption(node)}</figure>`;
}

export function renderEmbed(node: RichTextNode): string {
  const url = textOf(node, 'url') ?? '';
  if (!isWebUrl(url)) return '';
  const title = textOf(node, 'title');
  const player = embedPlayer(url);
  if (player === null) {
    const link = `<p><a${attribute('href', url)}>${escapeText(title ?? url)}</a></p>`;
    return `<figure class="embed embed-link">${link}${renderCaption(node)}</figure>`;
  }
  const frame =
    `<iframe${attribute('src', player.src)}${attribute('title', title ?? player.title)} loading="lazy"` +
    `${attribute('sandbox', PLAYER_SANDBOX)} referrerpolicy="strict-origin-when-cross-origin"` +
    ' allow="fullscreen; picture-in-picture; encrypted-media"></iframe>';
  return `<figure${attribute('class', `embed embed-${player.provider}`)}>${frame}${renderCaption(node)}</figure>`;
}

export function renderButton(rendering: Rendering, node: RichTextNode): string {
  const label = escapeText(textOf(node, 'label') ?? '');
  const given = textOf(node, 'kind') ?? '';
  const kind = BUTTON_KINDS.includes(given) ? given : 'primary';
  const target = linkTarget(rendering, node);
  const inner =
    target === null ? label : `<a class="button button-${kind}"${attribute('href', target)}>${label}</a>`;
  return `<p class="button-row">${inner}</p>`;
}

function renderCaption(node: RichTextNode): string {
  const caption = textOf(node, 'caption');
  return caption === undefined || caption === '' ? '' : `<figcaption>${escapeText(caption)}</figcaption>`;
}

/** Data, not style: a content security policy without inline styles would drop `object-position`. */
function focalAttribute(node: RichTextNode): string {
  const focal = node.attrs?.['focal'] ?? null;
  if (focal === null || focalProblem(focal) !== null) return '';
  const { x, y } = focal as FocalPoint;
  return attribute('data-focal', `${x} ${y}`);
}
