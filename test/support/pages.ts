const UNESCAPED: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  readonly action: string;
  readonly fields: Record<string, string>;
}

/** Reads a page as a browser without script would. */
async function pageOf(response: Response): Promise<Page> {
  const html = await response.text();
  const plain = (text = ''): string => text.replace(/&[a-z#0-9]+;/g, (entity) => UNESCAPED[entity] ?? entity);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return {
    url: response.url,
    status: response.status,
    html,
    action: plain(/<form method="post" action="([^"]*)"/.exec(html)?.[1]),
    fields: Object.fromEntries(hidden.map(([, name, value]) => [plain(name), plain(value)])),
  };
}

export const openPage = async (url: string): Promise<Page> => pageOf(await fetch(url));

/** Sends the form of a page. `redirect` manual: the browser stays where it is sent away. */
export const submitPage = async (
  page: Page,
  fields: Record<string, string> = {},
  redirect: 'follow' | 'manual' = 'follow',
): Promise<Page> =>
  pageOf(
    await fetch(new URL(page.action, page.url), {
      method: 'POST',
      body: new URLSearchParams({ ...page.fields, ...fields }),
      redirect,
    }),
  );
