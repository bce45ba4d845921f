import { ListChecks, NotebookText, SearchX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Macro, Template } from "@/api/types";
import { Bones, Empty, Failed, Tag, composing, sayError, useActiveOption, useKept } from "@/design";
import { Named, Steps, useMacros } from "@/features/macros";
import { locale, t } from "@/i18n";
import { render, useFound } from "../data";
import { macrosFor } from "../match";
import css from "./picker.module.css";

interface Props {
  conversationId: string;
  query: string;
  /** the text field whose arrow keys, Enter and Esc drive the list */
  field: React.RefObject<HTMLTextAreaElement | null>;
  use: (text: string, missing: string[]) => void;
  run: (macro: Macro) => void;
  close: () => void;
}

function useListKeys(
  field: Props["field"],
  count: number,
  choose: (index: number) => void,
  close: () => void,
): [number, (index: number) => void] {
  const [at, setAt] = useState(0);
  const state = useRef({ at, count, choose, close });
  useEffect(() => {
    state.current = { at: Math.min(at, Math.max(0, count - 1)), count, choose, close };
  });
  useEffect(() => {
    const element = field.current;
    const key = (event: KeyboardEvent): void => {
      if (composing(event)) return;
      const now = state.current;
      if (event.key === "ArrowDown" || event.key === "ArrowUp")
        setAt((now.at + (event.key === "ArrowDown" ? 1 : now.count - 1)) % Math.max(1, now.count));
      else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && now.count > 0) now.choose(now.at);
      else if (event.key === "Escape") now.close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    element?.addEventListener("keydown", key, true);
    return () => element?.removeEventListener("keydown", key, true);
  }, [field]);
  return [Math.min(at, Math.max(0, count - 1)), setAt];
}

const MACROS = 5;
const OPTION = "picked-template";

type Item = { macro: Macro; template?: never } | { template: Template; macro?: never };

function Entry({ item }: { item: Item }) {
  const { macro, template } = item;
  return (
    <>
      {macro !== undefined && <ListChecks size={14} aria-hidden />}
      <span className="cut">{macro?.name ?? ((locale() === "en" && template?.title_en) || template?.title)}</span>
      <small>
        {template === undefined ? t("macro.word") : (locale() === "en" && template.category_en) || template.category}
      </small>
    </>
  );
}

function MacroPreview({ macro, titles }: { macro: Macro; titles: Record<string, string> }) {
  return (
    <div className={css.preview}>
      <header>
        <ListChecks size={14} aria-hidden />
        <b className="cut">{macro.name}</b>
        {macro.shortcut !== "" && <Tag>/{macro.shortcut}</Tag>}
      </header>
      <div className={css.steps}>
        <Steps steps={macro.steps} titles={titles} />
      </div>
      <footer>
        <span>{t("macro.looked_at_first")}</span>
        <span>
          <kbd>↵</kbd> {t("macro.look")}
        </span>
      </footer>
    </div>
  );
}

/** Opened by "/" in the composer: templates and macros on the left, what the chosen one says or does on the right. */
export function TemplatePicker({ conversationId, query, field, use: put, run, close }: Props) {
  const { items: templates, pending, error, again } = useFound(query);
  const macros = useMacros().data;
  const found: Item[] = [
    ...macrosFor(macros?.items ?? [], query, MACROS).map((macro) => ({ macro })),
    ...templates.map((template) => ({ template })),
  ];
  const [chosenLanguage, setLanguage] = useKept<string | null>("template.language", null);
  const language = chosenLanguage ?? locale();
  const insert = (template: Template): void => {
    close();
    render(template, conversationId, language).then(
      (result) => put(result.text, result.missing),
      (error: unknown) => sayError(error),
    );
  };
  const choose = (item: Item | undefined): void => {
    if (item?.macro !== undefined) {
      put("", []);
      run(item.macro);
    } else if (item !== undefined) insert(item.template);
  };
  const [at, setAt] = useListKeys(field, found.length, (index) => choose(found[index]), close);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  useActiveOption(field, found.length > 0 ? `${OPTION}-${at}` : null);
  const chosen = found[at]?.template;
  const macro = found[at]?.macro;
  return (
    <div
      className={css.picker}
      role="dialog"
      aria-label={t("template.pick")}
      onMouseDown={(event) => event.preventDefault()}
    >
      <div className={css.list} role="listbox" aria-label={t("template.pick")} ref={list}>
        {pending && <Bones rows={5} />}
        {Boolean(error) && <Failed error={error} retry={again} />}
        {!pending && !error && found.length === 0 && (
          <Empty
            icon={<SearchX size={18} aria-hidden />}
            title={t("template.none", { q: query })}
            text={t("template.none_hint")}
          />
        )}
        {found.map((item, index) => (
          <button
            key={(item.macro ?? item.template).id}
            type="button"
            role="option"
            id={`${OPTION}-${index}`}
            tabIndex={-1}
            aria-selected={index === at}
            className={css.item}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(item)}
          >
            <Entry item={item} />
          </button>
        ))}
      </div>
      {macro && <MacroPreview macro={macro} titles={macros?.titles ?? {}} />}
      {chosen && (
        <div className={css.preview}>
          <header>
            <NotebookText size={14} aria-hidden />
            <b className="cut">{(locale() === "en" && chosen.title_en) || chosen.title}</b>
            <Tag>/{chosen.shortcut || chosen.code}</Tag>
          </header>
          <p>
            <Named text={(language === "en" && chosen.body_en) || chosen.body} />
          </p>
          <footer>
            <button type="button" onClick={() => setLanguage(language === "en" ? "zh-CN" : "en")}>
              {language === "en" ? t("template.in_chinese") : t("template.in_english")}
            </button>
            <span>
              <kbd>↑</kbd> <kbd>↓</kbd> {t("template.choose")} <kbd>↵</kbd> {t("template.insert")} <kbd>Esc</kbd>
            </span>
          </footer>
        </div>
      )}
    </div>
  );
}
