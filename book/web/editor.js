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
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
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
 * @param {{ source: string, anchor: number, label: string, changed: () => void, run: () => void, leave: () => void }} options
 */
function open(host, { source, anchor, label, changed, run, leave }) {
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
      selection: { anchor: Math.min(anchor, source.length) },
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        bracketMatching(),
        EditorView.lineWrapping, // a region that scrolls would want a stop of the tab of its own
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
