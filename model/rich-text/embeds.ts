import { isWebUrl } from './safe-url.ts';

export type EmbedPlayer = { readonly provider: string; readonly title: string; readonly src: string };

/** Who may put a frame into our pages. Each takes an address that people copy and answers with the one to frame. */
const PROVIDERS: readonly { provider: string; title: string; frame: (url: URL) => string | null }[] = [
  { provider: 'youtube', title: 'YouTube video', frame: youtubeFrame },
  { provider: 'vimeo', title: 'Vimeo video', frame: vimeoFrame },
  { provider: 'spotify', title: 'Spotify player', frame: spotifyFrame },
  { provider: 'codepen', title: 'CodePen example', frame: codepenFrame },
];

/** Null for an address that no provider on the list knows: it becomes a link. */
export function embedPlayer(address: string): EmbedPlayer | null {
  if (!isWebUrl(address)) return null;
  const url = new URL(address);
  for (const { provider, title, frame } of PROVIDERS) {
    const src = frame(url);
    if (src !== null) return { provider, title, src };
  }
  return null;
}

/** The no-cookie host sets no cookie before the visitor presses play. */
function youtubeFrame(url: URL): string | null {
  const host = url.hostname.replace(/^(?:www|m)\./, '');
  const id =
    host === 'youtu.be'
      ? url.pathname.slice(1)
      : host === 'youtube.com' || host === 'youtube-nocookie.com'
        ? (url.searchParams.get('v') ?? /^\/(?:embed|shorts|live)\/([^/]+)\/?$/.exec(url.pathname)?.[1] ?? '')
        : '';
  return /^[\w-]{6,20}$/.test(id) ? `https://www.youtube-nocookie.com/embed/${id}` : null;
}

function vimeoFrame(url: URL): string | null {
  if (!['vimeo.com', 'www.vimeo.com', 'player.vimeo.com'].includes(url.hostname)) return null;
  const id = /^\/(?:video\/)?(\d{4,15})\/?$/.exec(url.pathname)?.[1];
  return id === undefined ? null : `https://player.vimeo.com/video/${id}?dnt=1`;
}

function spotifyFrame(url: URL): string | null {
  if (url.hostname !== 'open.spotify.com') return null;
  const path = /^\/(?:embed\/)?((?:track|album|playlist|episode|show)\/[A-Za-z0-9]{10,40})\/?$/.exec(
    url.pathname,
  );
  return path?.[1] === undefined ? null : `https://open.spotify.com/embed/${path[1]}`;
}

function codepenFrame(url: URL): string | null {
  if (url.hostname !== 'codepen.io') return null;
  const path = /^\/([\w-]{1,60})\/(?:pen|embed)\/([A-Za-z0-9]{4,40})\/?$/.exec(url.pathname);
  return path === null ? null : `https://codepen.io/${path[1]}/embed/${path[2]}?default-tab=result`;
}
