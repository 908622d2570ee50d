// The editor of the exercises: CodeMirror, with what Python needs of it. It is a script of its own, loaded when a reader first
// touches an exercise.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  indentService,
  indentUnit,
  LanguageSupport,
  LRLanguage,
  syntaxHighlighting,
} from "@codemirror/language";
import { countColumn, EditorState, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLineGutter, keymap, lineNumbers, ViewPlugin } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { parser } from "@lezer/python";

const INDENT = "    ";
/** What ends a block: the next line stands one step further out. */
const ENDS = /^\s*(?:return|raise|pass|break|continue)\b/;

/** How far a new line is indented: as the one above, a step more after a colon, a step less after the end of a block. */
function indentation({ state }, place) {
  const { number } = state.doc.lineAt(place);
  const above = number > 1 || place ? state.doc.lineAt(Math.max(0, place - 1)).text : "";
  const column = above.length - above.trimStart().length;
  const code = above.replace(/#.*$/, "").trimEnd();
  if (code.endsWith(":")) return column + INDENT.length;
  return ENDS.test(code) ? Math.max(0, column - INDENT.length) : column;
}

/** How much further in than a line begins, in letters, it goes on where it is wrapped. */
const HANG = 2;

/** Let what is wrapped hang: from column 0 on, it would look as if it stood outside of its block. */
function hanging({ state, visibleRanges }) {
  const made = new RangeSetBuilder();
  for (const { from, to } of visibleRanges) {
    for (let place = from; place <= to; ) {
      const line = state.doc.lineAt(place);
      const blanks = line.text.match(/^\s*/)[0];
      // A tab ends at the next stop from where wrapped lines begin: these have to begin at one.
      const columns = countColumn(blanks, state.tabSize) + (blanks.includes("\t") ? 0 : HANG);
      made.add(line.from, line.from, Decoration.line({ attributes: { style: `--hang: ${columns}ch` } }));
      place = line.to + 1;
    }
  }
  return made.finish();
}

const wrapped = ViewPlugin.define(
  (view) => ({
    decorations: hanging(view),
    update({ docChanged, viewportChanged, view }) {
      if (docChanged || viewportChanged) this.decorations = hanging(view);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

const python = new LanguageSupport(
  LRLanguage.define({ name: "python", parser, languageData: { commentTokens: { line: "#" } } }),
);

/** Whether this is Python by its grammar, which knows more of it than the page's Python does. @param {string} source */
function reads(source) {
  const kinds = [];
  parser.parse(source).iterate({ enter: ({ type }) => void kinds.push(type) });
  return !kinds.some((kind) => kind.isError);
}

/**
 * Open an editor in an element.
 * @param {HTMLElement} host
 * @param {{ source: string, selected: { anchor: number, head: number }, label: string, changed: () => void, run: () => void, leave: () => void }} options
 */
function open(host, { source, selected, label, changed, run, leave }) {
  const keys = [
    { key: "Mod-Enter", run: () => run() ?? true },
    { key: "Shift-Enter", run: () => run() ?? true },
    { key: "Escape", run: () => leave() ?? true },
    indentWithTab,
    ...historyKeymap,
    ...defaultKeymap,
  ];
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: source,
      selection: selected,
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        bracketMatching(),
        EditorView.lineWrapping, // a region that scrolls would want a stop of the tab of its own
        wrapped,
        indentUnit.of(INDENT),
        indentService.of(indentation),
        python,
        syntaxHighlighting(classHighlighter),
        keymap.of(keys),
        EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && changed()),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    /** @param {string} text */
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}

globalThis.convcourseEditor = { open, reads };
