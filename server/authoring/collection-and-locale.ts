import { findCollection, type Collection, type ContentModel } from '../../model/content-model.ts';
import { AppError } from '../errors.ts';

export function requireCollection(model: ContentModel, name: string): Collection {
  const collection = findCollection(model, name);
  if (collection !== undefined) return collection;
  const known = Object.keys(model.collections).join(', ');
  throw new AppError(
    'unknown-collection',
    `The site has no collection ${JSON.stringify(name)}. It has: ${known}.`,
  );
}

export function requireLocale(model: ContentModel, locale: string): void {
  if (model.locales.includes(locale)) return;
  const known = model.locales.join(', ');
  throw new AppError('unknown-locale', `The site has no locale ${JSON.stringify(locale)}. It has: ${known}.`);
}
