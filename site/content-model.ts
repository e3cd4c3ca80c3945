import { defineContentModel } from '../model/define-content-model.ts';
import type { EntryOf } from '../model/entry-types.ts';
import { field } from '../model/fields.ts';

/** Of a menu, and of what is below one of its items. */
const menuItem = {
  label: field.text({ label: { en: 'Label', de: 'Beschriftung' }, required: true, maxLength: 40 }),
  entry: field.reference({
    label: { en: 'Entry', de: 'Eintrag' },
    help: { en: 'Or an address below.', de: 'Oder unten eine Adresse.' },
    collection: ['pages', 'posts', 'authors', 'tags'],
  }),
  href: field.text({ label: { en: 'Address', de: 'Adresse' }, pattern: '(/|#|https?://|mailto:).*' }),
} as const;

/** What the editors fill in and the templates read. Everything else (forms, API, indexes, types) follows from it. */
export const contentModel = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      label: { en: 'Posts', de: 'Beiträge' },
      url: '/blog/{slug}/',
      title: 'title',
      card: ['title', 'slug', 'excerpt', 'cover', 'authors', 'tags', 'publishedOn', 'featured', 'seo'],
      sort: ['-publishedOn', '-id'],
      filterable: ['authors', 'tags', 'featured', 'publishedOn'],
      sortable: ['publishedOn', 'title'],
      fields: {
        title: field.text({ label: { en: 'Title', de: 'Titel' }, required: true, maxLength: 150 }),
        slug: field.slug({
          label: { en: 'Address', de: 'Adresse' },
          help: {
            en: 'The last part of the public address.',
            de: 'Der letzte Teil der öffentlichen Adresse.',
          },
          required: true,
          from: 'title',
        }),
        excerpt: field.text({
          label: { en: 'Excerpt', de: 'Auszug' },
          help: { en: 'Shown in lists and feeds.', de: 'Erscheint in Listen und Feeds.' },
          multiline: true,
          maxLength: 300,
        }),
        body: field.richText({ label: { en: 'Text', de: 'Text' } }),
        cover: field.image({ label: { en: 'Cover image', de: 'Titelbild' } }),
        authors: field.reference({
          label: { en: 'Authors', de: 'Autorinnen und Autoren' },
          collection: 'authors',
          multiple: true,
        }),
        tags: field.reference({
          label: { en: 'Tags', de: 'Schlagwörter' },
          collection: 'tags',
          multiple: true,
          max: 20,
        }),
        publishedOn: field.date({
          label: { en: 'Date', de: 'Datum' },
          help: {
            en: 'Printed with the post and used to order lists. Left empty: the day of the first publication.',
            de: 'Steht beim Beitrag und ordnet die Listen. Leer: der Tag der ersten Veröffentlichung.',
          },
          whenEmpty: 'first-publication',
        }),
        featured: field.boolean({ label: { en: 'Featured', de: 'Hervorgehoben' }, default: false }),
        seo: seo(),
      },
    },
    pages: {
      label: { en: 'Pages', de: 'Seiten' },
      url: '/{slug}/',
      title: 'title',
      card: ['title', 'slug', 'seo'],
      sort: ['title'],
      sortable: ['title'],
      fields: {
        title: field.text({ label: { en: 'Title', de: 'Titel' }, required: true, maxLength: 150 }),
        slug: field.slug({ label: { en: 'Address', de: 'Adresse' }, required: true, from: 'title' }),
        body: field.richText({ label: { en: 'Text', de: 'Text' } }),
        sections: field.blocks({
          label: { en: 'Sections', de: 'Abschnitte' },
          help: { en: 'Stand below the text.', de: 'Stehen unter dem Text.' },
          kinds: {
            hero: {
              label: { en: 'Opening', de: 'Aufmacher' },
              fields: {
                heading: field.text({ label: { en: 'Heading', de: 'Überschrift' }, required: true }),
                text: field.text({ label: { en: 'Text', de: 'Text' }, multiline: true }),
                image: field.image({ label: { en: 'Image', de: 'Bild' } }),
              },
            },
            text: {
              label: { en: 'Text', de: 'Text' },
              fields: { body: field.richText({ label: { en: 'Text', de: 'Text' }, required: true }) },
            },
            latestPosts: {
              label: { en: 'Latest posts', de: 'Neueste Beiträge' },
              fields: {
                heading: field.text({ label: { en: 'Heading', de: 'Überschrift' } }),
                tag: field.reference({
                  label: { en: 'Only with the tag', de: 'Nur mit dem Schlagwort' },
                  collection: 'tags',
                }),
                count: field.number({
                  label: { en: 'How many', de: 'Wie viele' },
                  required: true,
                  integer: true,
                  min: 1,
                  max: 50,
                  default: 3,
                }),
              },
            },
          },
        }),
        seo: seo(),
      },
    },
    authors: {
      label: { en: 'Authors', de: 'Autorinnen und Autoren' },
      url: '/authors/{slug}/',
      title: 'name',
      card: ['name', 'slug', 'portrait'],
      sort: ['name'],
      sortable: ['name'],
      fields: {
        name: field.text({ label: { en: 'Name', de: 'Name' }, required: true, maxLength: 100 }),
        slug: field.slug({ label: { en: 'Address', de: 'Adresse' }, required: true, from: 'name' }),
        bio: field.richText({ label: { en: 'About', de: 'Über die Person' } }),
        portrait: field.image({ label: { en: 'Portrait', de: 'Porträt' } }),
        links: field.list({
          label: { en: 'Links', de: 'Links' },
          max: 10,
          of: field.group({
            label: { en: 'Link', de: 'Link' },
            fields: {
              label: field.text({ label: { en: 'Label', de: 'Beschriftung' }, required: true }),
              href: field.text({
                label: { en: 'Address', de: 'Adresse' },
                required: true,
                pattern: '(https?://|mailto:).+',
              }),
            },
          }),
        }),
      },
    },
    tags: {
      label: { en: 'Tags', de: 'Schlagwörter' },
      url: '/tags/{slug}/',
      title: 'name',
      card: ['name', 'slug'],
      sort: ['name'],
      sortable: ['name'],
      fields: {
        name: field.text({ label: { en: 'Name', de: 'Name' }, required: true, maxLength: 60 }),
        slug: field.slug({ label: { en: 'Address', de: 'Adresse' }, required: true, from: 'name' }),
        description: field.text({
          label: { en: 'Description', de: 'Beschreibung' },
          multiline: true,
          maxLength: 300,
        }),
      },
    },
    settings: {
      label: { en: 'Settings', de: 'Einstellungen' },
      single: true,
      fields: {
        siteTitle: field.text({
          label: { en: 'Name of the site', de: 'Name der Website' },
          required: true,
          maxLength: 80,
        }),
        tagline: field.text({ label: { en: 'Tagline', de: 'Untertitel' }, maxLength: 150 }),
        description: field.text({
          label: { en: 'Description', de: 'Beschreibung' },
          help: { en: 'For search engines and feeds.', de: 'Für Suchmaschinen und Feeds.' },
          multiline: true,
          maxLength: 300,
        }),
        postsPerPage: field.number({
          label: { en: 'Posts per page', de: 'Beiträge je Seite' },
          required: true,
          integer: true,
          min: 1,
          max: 100,
          default: 10,
        }),
        footer: field.richText({ label: { en: 'Footer', de: 'Fußzeile' } }),
        shareImages: field.boolean({
          label: {
            en: 'Draw an image for each post to share',
            de: 'Für jeden Beitrag ein Bild zum Teilen zeichnen',
          },
          help: {
            en: 'With its title and authors. A post may have another one.',
            de: 'Mit Titel und Autoren. Ein Beitrag kann ein anderes haben.',
          },
          default: true,
        }),
      },
    },
    navigation: {
      label: { en: 'Navigation', de: 'Navigation' },
      single: true,
      fields: {
        items: field.list({
          label: { en: 'Menu', de: 'Menü' },
          max: 20,
          of: field.group({
            label: { en: 'Menu item', de: 'Menüpunkt' },
            fields: {
              ...menuItem,
              items: field.list({
                label: { en: 'Below it', de: 'Darunter' },
                max: 20,
                of: field.group({ label: { en: 'Menu item', de: 'Menüpunkt' }, fields: menuItem }),
              }),
            },
          }),
        }),
      },
    },
  },
});

/** The content of a published entry: `Entry<'posts'>`. */
export type Entry<Collection extends keyof typeof contentModel.collections> = EntryOf<
  typeof contentModel,
  Collection
>;

function seo() {
  return field.group({
    label: { en: 'Search engines and sharing', de: 'Suchmaschinen und Teilen' },
    fields: {
      title: field.text({ label: { en: 'Title', de: 'Titel' }, maxLength: 70 }),
      description: field.text({
        label: { en: 'Description', de: 'Beschreibung' },
        multiline: true,
        maxLength: 200,
      }),
      image: field.image({ label: { en: 'Image for sharing', de: 'Bild zum Teilen' } }),
      hidden: field.boolean({
        label: { en: 'Hide from search engines', de: 'Vor Suchmaschinen verbergen' },
        default: false,
      }),
    },
  });
}
