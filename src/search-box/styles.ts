/**
 * How the box looks. One constructed sheet for all boxes of a page: a policy without inline styles
 * allows it. Everything is laid out by logical properties, for both directions; the custom
 * properties and parts are listed in docs/guides/search-box.md.
 */

const css = `
:host { display: inline-block; box-sizing: border-box; font-size: 1rem; line-height: 1.5;
  --accent: var(--seekling-accent, #3446b8); --bg: var(--seekling-background, #fff);
  --fg: var(--seekling-text, #1c2024); --muted: var(--seekling-muted, #59606b);
  --line: var(--seekling-border, #d5d9e0); --on: var(--seekling-selected, #e9edfc);
  --mark: var(--seekling-mark, #fff0b3); --veil: var(--seekling-backdrop, #1c20248c);
  --round: var(--seekling-radius, 12px); --inner: calc(var(--round) * 2 / 3) }
@supports (color: light-dark(#000, #fff)) { :host {
  --accent: var(--seekling-accent, light-dark(#3446b8, #a9b8ff)); --bg: var(--seekling-background, light-dark(#fff, #1a1c22));
  --fg: var(--seekling-text, light-dark(#1c2024, #e9ebf0)); --muted: var(--seekling-muted, light-dark(#59606b, #a6adba));
  --line: var(--seekling-border, light-dark(#d5d9e0, #3a3e48)); --on: var(--seekling-selected, light-dark(#e9edfc, #2a3050));
  --mark: var(--seekling-mark, light-dark(#fff0b3, #5a4a12)); --veil: var(--seekling-backdrop, light-dark(#1c20248c, #000000a6)) } }
:host([hidden]), [hidden] { display: none !important }
:host([mode=inline]) { display: block; position: relative }
*, ::before { box-sizing: border-box }
button, input { font: inherit; color: inherit; margin: 0 }
button { cursor: pointer; background: none; border: 0; padding: 0 }
svg { flex: none; inline-size: 1.25em; block-size: 1.25em; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
mark { background: var(--mark); color: inherit; border-radius: 2px; font-weight: 600 }
kbd { font: inherit; font-size: .75em; line-height: 1.6; padding-inline: .5em; border: 1px solid var(--line); border-radius: 5px; color: var(--muted); background: var(--bg); white-space: nowrap }
.opener { display: inline-flex; align-items: center; gap: .6em; min-block-size: 40px; padding-inline: .8em; background: var(--bg); color: var(--muted);
  border: 1px solid var(--line); border-radius: var(--inner) }
.opener:hover { border-color: var(--accent); color: var(--fg) }
.opener kbd { margin-inline-start: 1.2em }
dialog { color: var(--fg); background: var(--bg); font-size: 1rem; padding: 0; border: 1px solid var(--line); border-radius: var(--round);
  inline-size: min(var(--seekling-width, 42rem), 100vw - 2rem); max-inline-size: none; max-block-size: min(42rem, 80vh); margin-block: 10vh auto; overflow: hidden;
  box-shadow: 0 24px 60px -12px #0000004d }
dialog::backdrop { background: var(--veil) }
dialog[open], .popup { display: flex; flex-direction: column; text-align: start }
.field { display: flex; align-items: center; gap: .75rem; padding-inline: 1rem; flex: none; color: var(--muted) }
.field input { flex: 1; min-inline-size: 0; min-block-size: 56px; padding: 0; border: 0; outline: 0; background: none; color: var(--fg); font-size: 1.125rem; appearance: none }
.field input::placeholder { color: var(--muted); opacity: 1 }
.field:focus-within > svg { color: var(--accent) }
.field button { min-block-size: 44px; min-inline-size: 32px; display: inline-flex; align-items: center; justify-content: center; border-radius: 6px }
.field button:hover { color: var(--fg) }
.close { font-size: .875rem; padding-inline: .5rem; margin-inline-end: -.5rem }
.inline .field { background: var(--bg); border: 1px solid var(--line); border-radius: var(--inner); gap: .6rem; padding-inline: .8rem }
.inline .field:focus-within { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: -1px }
.inline input { font-size: 1rem; min-block-size: 44px }
.popup { position: absolute; z-index: var(--seekling-z-index, 100); inset-block-start: calc(100% + 6px); inset-inline-start: 0; inline-size: max(100%, min(var(--seekling-width, 36rem), 100vw - 2.25rem));
  max-block-size: min(36rem, 70vh); color: var(--fg); background: var(--bg); border: 1px solid var(--line); border-radius: var(--round); overflow: hidden; box-shadow: 0 16px 40px -12px #00000047 }
.popup[popover] { position: fixed; inset: auto; margin: 0; padding: 0; inline-size: max(var(--field), min(var(--seekling-width, 36rem), 100vw - 2.25rem)) }
.field:focus-within kbd { display: none }
slot[name=empty] { display: block; padding-inline: .75rem }
.busy { block-size: 2px; flex: none; background: var(--line); overflow: hidden }
.inline .busy { background: none }
.busy::before { content: ""; display: none; block-size: 100%; background: var(--accent) }
.busy.on::before { display: block }
.body { overflow: auto; overscroll-behavior: contain; flex: 1 1 auto; min-block-size: 0; scroll-padding: 1rem }
.body > * { margin-inline: .5rem }
.list { padding-block: .5rem }
.group + .group { margin-block-start: .375rem; padding-block-start: .375rem; border-block-start: 1px solid var(--line) }
.option { display: flex; gap: .75rem; align-items: flex-start; position: relative; min-block-size: 44px; padding: .6rem .75rem; border-radius: var(--inner); color: inherit; text-decoration: none; cursor: pointer; overflow-wrap: anywhere }
.option svg { color: var(--muted); margin-block-start: .15em }
.option.section { margin-inline-start: 1.35rem; padding-inline-start: 1rem }
.option.section::before { content: ""; position: absolute; inset-block: 0; inset-inline-start: 0; inline-size: 2px; background: var(--line) }
.option.section svg { inline-size: 1.05em; block-size: 1.05em; margin-block-start: .25em }
.option[aria-selected=true] { background: var(--on); box-shadow: inset 0 0 0 1px var(--accent) }
.option[aria-selected=true]::before { background: var(--accent); inline-size: 3px; inset-block: 6px; border-radius: 3px }
.option[aria-selected=true] svg { color: var(--accent) }
.texts { display: flex; flex-direction: column; min-inline-size: 0; gap: .1rem }
.title { font-weight: 600; line-height: 1.4 }
.section .title { font-weight: 500 }
.trail { font-size: .75rem; color: var(--muted) }
.excerpt { font-size: .875rem; line-height: 1.45; color: var(--muted); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
.option .excerpt mark { color: var(--fg) }
.message { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; padding: .9rem .75rem 0; font-size: .875rem; color: var(--muted); overflow-wrap: anywhere }
.message:not(:has(+ .list:not([hidden]))) { padding-block: 1.75rem; justify-content: center; font-size: 1rem; text-align: center; color: var(--fg) }
.action { color: var(--accent); font-size: .875rem; font-weight: 600; min-block-size: 32px; padding-inline: .25rem; border-radius: 6px }
.action:hover { text-decoration: underline }
.more { min-block-size: 44px; padding-inline: .75rem; margin-block-end: .5rem }
.facets { display: flex; flex-direction: column; gap: .5rem; padding: .75rem 1rem; flex: none; border-block-end: 1px solid var(--line); max-block-size: 9.5rem; overflow: auto }
.facet { display: flex; flex-wrap: wrap; gap: .375rem; align-items: center }
.facet-label { font-size: .8125rem; color: var(--muted); margin-inline-end: .25rem }
.facet-label::first-letter { text-transform: uppercase }
.chip { display: inline-flex; gap: .4em; align-items: center; min-block-size: 28px; padding-inline: .7em; font-size: .8125rem; border: 1px solid var(--line); border-radius: 99px }
.chip:hover { border-color: var(--accent) }
.chip span { color: var(--muted) }
.chip[aria-pressed=true] { background: var(--on); border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600 }
.chip[aria-pressed=true]::before { content: "\\2713" / ""; color: var(--accent) }
.footer { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center; padding: .5rem 1rem; flex: none; font-size: .8125rem; color: var(--muted); border-block-start: 1px solid var(--line) }
.footer > span:empty { display: none }
.hints { display: flex; gap: 1rem; margin-inline-start: auto }
.hints kbd { margin-inline-end: .4em }
.said { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (max-width: 40rem) {
  dialog { inline-size: 100%; block-size: 100dvh; max-block-size: none; margin: 0; border: 0; border-radius: 0 }
  .hints { display: none }
  .field input { font-size: 1rem }
  .option.section { margin-inline-start: .9rem }
}
@media (pointer: coarse) { .opener, .chip, .action { min-block-size: 44px } .field button { min-inline-size: 44px } kbd { display: none } }
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: rise .16s ease-out }
  .busy.on::before { inline-size: 40%; animation: run 1.1s linear infinite }
  @keyframes rise { from { opacity: 0; transform: translateY(-8px) } }
  @keyframes run { from { transform: translateX(-100%) } to { transform: translateX(250%) } }
}
@media (forced-colors: active) {
  .option[aria-selected=true] { outline: 2px solid Highlight; outline-offset: -2px }
  .option[aria-selected=true] { background: Highlight }
  .option[aria-selected=true], .option[aria-selected=true] *, .option[aria-selected=true] .excerpt mark { color: HighlightText; forced-color-adjust: none }
  .option[aria-selected=true] mark { background: none }
  .option[aria-selected=true]::before { background: Highlight }
  .chip[aria-pressed=true] { background: Highlight; color: HighlightText; border-color: Highlight; forced-color-adjust: none }
  .chip[aria-pressed=true] *, .chip[aria-pressed=true]::before { color: HighlightText }
  .busy.on::before { background: Highlight }
  mark { text-decoration: underline }
}
`

let sheet: CSSStyleSheet | undefined

/** The same for every box. */
export function boxSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
  }
  return sheet
}
