/** How the page looks: on a screen, at night, and on paper. No fonts, no pictures, nothing from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --back: #fff; --panel: #f6f8fa; --link: #0a58b0;
  --read: #cfe8d5; --read-edge: #2f7d46; --partly: #f6e6b4; --partly-edge: #94700b; --unread: #f6cfcb; --unread-edge: #b3312a;
  --nothing: #e8ebee; --nothing-edge: #8b949e; --holder: #dbe7f5; --holder-edge: #4a74a8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4ae; --line: #3a424b; --back: #12161b; --panel: #1b2128; --link: #79b8ff;
  --read: #1e4429; --read-edge: #5cc27b; --partly: #4a3c10; --partly-edge: #dcb445; --unread: #55221f; --unread-edge: #f0837c;
  --nothing: #2a3138; --nothing-edge: #6b7580; --holder: #1d3350; --holder-edge: #7ba6dc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; }
p { margin: .4rem 0; max-width: 48rem; }
a { color: var(--link); }
.soft { color: var(--soft); }
.glance { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .25rem 1.25rem 1rem; margin: 1.25rem 0; }
.glance h2 { border: 0; margin: .5rem 0 .25rem; padding: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.25rem; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; border-bottom-width: 2px; white-space: nowrap; }
td.number { text-align: right; white-space: nowrap; } th.number { text-align: right; }
td.when { white-space: nowrap; } td.path { min-width: 15rem; } td.where { min-width: 9.5rem; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .85rem; }
code { overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0 .9rem; }
pre span { display: block; padding-left: 2ch; text-indent: -2ch; }
.depth { display: inline-block; }
.warn { border-left: 4px solid var(--unread-edge); padding: .1rem 0 .1rem .75rem; }
.note { border-left: 4px solid var(--partly-edge); padding: .1rem 0 .1rem .75rem; }
.good { border-left: 4px solid var(--read-edge); padding: .1rem 0 .1rem .75rem; }
svg.disk { width: 100%; height: auto; margin: .5rem 0 .25rem; display: block; }
svg text { font: 600 12px system-ui, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--ink); } svg text.content { font-weight: 400; }
svg rect { stroke-width: 1.5; }
.read > rect, .key.read { fill: var(--read); stroke: var(--read-edge); background: var(--read); border-color: var(--read-edge); }
.partly > rect, .key.partly { fill: var(--partly); stroke: var(--partly-edge); background: var(--partly); border-color: var(--partly-edge); }
.unread > rect, .key.unread { fill: var(--unread); stroke: var(--unread-edge); stroke-dasharray: 5 3; background: var(--unread); border: 1.5px dashed var(--unread-edge); }
.nothing > rect, .key.nothing { fill: var(--nothing); stroke: var(--nothing-edge); background: var(--nothing); border-color: var(--nothing-edge); }
.holder > rect, .key.holder { fill: var(--holder); stroke: var(--holder-edge); background: var(--holder); border-color: var(--holder-edge); }
svg g > rect.used { stroke: none; } .read > rect.used { fill: var(--read-edge); } .partly > rect.used { fill: var(--partly-edge); }
.key.used { height: .3em; background: var(--read-edge); border-color: var(--read-edge); vertical-align: .1em; }
clipPath rect { stroke: none; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; list-style: none; padding: 0; font-size: .85rem; color: var(--soft); }
.key { display: inline-block; width: 1em; height: 1em; border: 1.5px solid; border-radius: 3px; vertical-align: -.15em; margin-right: .4em; }
details { margin: .3rem 0; } summary { color: var(--soft); cursor: pointer; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --back: #fff; --panel: #fff; --link: #000; }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; } a { text-decoration: none; }
  h2, h3 { break-after: avoid; } tr, svg.disk, .glance { break-inside: avoid; } thead { display: table-header-group; }
  .support { break-before: page; } .support h2 { border: 0; }
  svg.disk, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details > summary { display: none; }
}
`;
