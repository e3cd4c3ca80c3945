import { getLiveCollection } from 'astro:content';
import type { Data } from './content.ts';

/** More make a cloud that nobody reads. */
const TOPICS = 60;

/** All topics, without how many posts each has: that would change with every post. */
export async function readTopics(locale: string): Promise<Data<'tags'>[]> {
  const { entries = [] } = await getLiveCollection('tags', { locale, limit: TOPICS });
  return entries.map(({ data }) => data);
}
