// The toolbar's commands and the states of its buttons.

import type Squire from "squire-rte";

/** The order of the bits given to `onState`. */
export const STATES: ReadonlyArray<(squire: Squire) => boolean> = [
  (squire) => squire.hasFormat("B"),
  (squire) => squire.hasFormat("I"),
  (squire) => squire.hasFormat("U"),
  (squire) => squire.hasFormat("S"),
  (squire) => squire.hasFormat("UL"),
  (squire) => squire.hasFormat("OL"),
  (squire) => squire.hasFormat("BLOCKQUOTE"),
  (squire) => squire.hasFormat("A"),
];

export function states(squire: Squire): number {
  return STATES.reduce((bits, pressed, index) => (pressed(squire) ? bits | (1 << index) : bits), 0);
}

/** Runs a command by its name; those that are switched on are switched off. */
export function run(squire: Squire, name: string, value: string | undefined): void {
  switch (name) {
    case "bold":
      return void (squire.hasFormat("B") ? squire.removeBold() : squire.bold());
    case "italic":
      return void (squire.hasFormat("I") ? squire.removeItalic() : squire.italic());
    case "underline":
      return void (squire.hasFormat("U") ? squire.removeUnderline() : squire.underline());
    case "strike":
      return void (squire.hasFormat("S") ? squire.removeStrikethrough() : squire.strikethrough());
    case "bullets":
      return void (squire.hasFormat("UL") ? squire.removeList() : squire.makeUnorderedList());
    case "numbers":
      return void (squire.hasFormat("OL") ? squire.removeList() : squire.makeOrderedList());
    case "quote":
      return void (squire.hasFormat("BLOCKQUOTE") ? squire.decreaseQuoteLevel() : squire.increaseQuoteLevel());
    case "link":
      return link(squire, value ?? "");
    case "colour":
      return void squire.setTextColor(value || null);
    case "clear":
      return void squire.removeAllFormatting();
    case "insert":
      return void squire.insertHTML(value ?? "");
    case "undo":
      return void squire.undo();
    case "redo":
      return void squire.redo();
    default:
      throw new Error(`the editor has no command ${name}`);
  }
}

/** An empty address takes the link away; a bare host or address gets its scheme; anything but web, mail and telephone is refused. */
function link(squire: Squire, text: string): void {
  const address = text.trim();
  if (address === "") return void squire.removeLink();
  const url = /^[a-z][a-z0-9+.-]*:/i.test(address)
    ? address
    : /^[^\s@/]+@[^\s@/]+$/.test(address)
      ? `mailto:${address}`
      : `https://${address}`;
  if (/^(https?|mailto|tel):/i.test(url)) squire.makeLink(url);
}
