/** What a browser would see in a page of ours that we have not put there. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const ELEMENTS = new Set(
  (
    'html head meta title style body header main section nav footer h1 h2 h3 p ul ol li dl dt dd table thead tbody tr th td ' +
    'div span strong code pre a br details summary svg g rect text desc clipPath'
  ).split(' '),
);
/** Attributes, and what each may hold. */
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  lang: /^(en|fr)$/,
  charset: /^utf-8$/,
  'http-equiv': /^Content-Security-Policy$/,
  name: /^viewport$/,
  content: /^(default-src 'none'; .*|width=device-width, initial-scale=1)$/,
  id: /^[a-z0-9-]+$/,
  class: /^[a-z -]+$/,
  href: /^#[a-z-]+$/,
  style: /^padding-left: \d+(\.\d+)?em$/,
  scope: /^col$/,
  open: /^$/,
  role: /^img$/,
  'aria-label': /^(Contents|Sommaire)$/,
  'aria-labelledby': /^[a-z0-9-]+ [a-z0-9-]+$/,
  viewBox: /^0 0 \d+ \d+$/,
  'clip-path': /^url\(#[a-z0-9-]+\)$/,
  x: /^\d+(\.\d+)?$/,
  y: /^\d+$/,
  width: /^\d+(\.\d+)?$/,
  height: /^\d+$/,
  rx: /^3$/,
};

const isElement = (node: Node): node is Element => 'tagName' in node;
const childrenOf = (node: Node): Node[] => ('childNodes' in node ? node.childNodes : []);
const withChildren = (node: Node): Node[] => [node, ...childrenOf(node).flatMap(withChildren)];

/** Elements and attributes that no page of ours has, comments, and more than one style sheet or title. */
export function injected(page: string): string[] {
  const nodes = withChildren(parse(page));
  const elements = nodes.filter(isElement);
  const count = (name: string, within = elements): number => within.filter(({ tagName }) => tagName === name).length;
  return [
    ...elements.filter(({ tagName }) => !ELEMENTS.has(tagName)).map(({ tagName }) => `<${tagName}>`),
    ...elements.flatMap(({ tagName, attrs }) =>
      attrs
        .filter(({ name, value }) => ATTRIBUTES[name]?.test(value) !== true)
        .map(({ name, value }) => `${tagName} ${name}="${value}"`),
    ),
    ...nodes.filter(({ nodeName }) => nodeName === '#comment').map(() => 'a comment'),
    ...(count('style') === 1 && count('main') === 1 && count('body') === 1 ? [] : ['a second page']),
  ];
}

/** What a reader sees of it, styles apart. */
export const textOf = (page: string): string =>
  withChildren(parse(page))
    .filter((node) => node.nodeName === '#text' && 'value' in node && node.parentNode?.nodeName !== 'style')
    .map((node) => ('value' in node ? node.value : ''))
    .join(' ')
    .replaceAll(/\s+/g, ' ');
