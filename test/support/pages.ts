/** The pages of the bank and the gateway, as a browser without script reads them. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  /** Where its form goes; `''` on a page without one. */
  readonly action: string;
  /** The form's hidden fields. */
  readonly fields: Readonly<Record<string, string>>;
}

const UNESCAPED: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text = ''): string => text.replace(/&[a-z#0-9]+;/g, (entity) => UNESCAPED[entity] ?? entity);

async function pageOf(response: Response): Promise<Page> {
  const html = await response.text();
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

/** Sends the page's form, with what the buyer has entered. */
export const submitPage = async (page: Page, entered: Readonly<Record<string, string>>): Promise<Page> =>
  pageOf(
    await fetch(new URL(page.action, page.url), {
      method: 'POST',
      body: new URLSearchParams({ ...page.fields, ...entered }),
    }),
  );
