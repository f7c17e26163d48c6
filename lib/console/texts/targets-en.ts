import { counted } from './counted.ts';
import type { targetsZh } from './targets-zh.ts';

/** The sentences of the targets in English. */
export const targetsEn: typeof targetsZh = {
  heading: 'Targets',
  lead: 'Choose a cell and type. Or copy a block in Excel or WPS, choose the cell for its upper left corner, and paste; a table with names of districts and numbers of components goes where those say.',
  readOnly: 'You may look, but not set targets.',
  noneAssigned: 'No component of the method has a target to be assigned.',
  keysHint: 'Arrows move, Enter or F2 edits, Esc gives up, Delete restores.',
  typed: (cells, districts) => `${counted(cells, 'change')} in ${counted(districts, 'district')}, not saved yet.`,
  unreadable: (cells) => `${cells} of them can’t be read as numbers and will not be saved; please correct them.`,
  outHint: (components) =>
    `Components that may not apply to a district: ${components}. Write “not applicable” into the cell, or paste it; a number takes it back.`,
  inHint: 'Where no number is assigned, “applicable” takes it back.',
  notWord: 'write “applicable” or “not applicable”',
  notNumber: 'can’t be read as a number',
  review: 'Review and save',
  discard: 'Discard all changes',
  pasted: (cells) => `${cells} cells pasted.`,
  unknownRows: (names) => `These rows name no district here and were left out: ${names}.`,
  unknownColumns: (names) => `These columns name no component here and were left out: ${names}.`,
  outside: (cells) => `${cells} cells lay beyond the table and were left out.`,
  rewritten: (cells) =>
    `${cells} cells are written in another way (full-width digits, thousands apart) and will be plain numbers, as the review shows.`,
  differences: 'Review the changes',
  from: 'From',
  to: 'To',
  written: 'As typed',
  more: (cells) => `${cells} more are not listed; all are marked in the table.`,
  confirm: 'Save',
  progress: (done, all) => `Saving: ${done} of ${counted(all, 'district')}`,
  saved: (districts) => `Targets saved of ${counted(districts, 'district')}.`,
  refused: (districts) =>
    `Could not be saved: ${counted(districts, 'district')}; the marks in the table say why, and what was typed is still there.`,
  changed: (from, to) => `from ${from} to ${to}`,
  columnName: (id, name, unit) => `${id} ${name} (${unit})`,
};
