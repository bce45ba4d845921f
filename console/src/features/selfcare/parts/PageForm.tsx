import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import type { FormInstance } from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { HelpPage, HelpPageState } from "@/api/types";
import { sayDone, sayError, sentence, useUnsaved } from "@/design";
import { Beaten, SaveBar } from "@/design/parts/SaveBar";
import { named, t } from "@/i18n";
import { relative } from "@/i18n/format";
import { MOST_HOT, samePage, saveHelpPage, shelvesOf, useChoices } from "../data";
import css from "./selfcare.module.css";

const LINES = [
  { name: "title_zh", most: 40, label: () => t("selfcare.title_zh") },
  { name: "title_en", most: 40, label: () => t("selfcare.title_en") },
  { name: "intro_zh", most: 200, label: () => t("selfcare.intro_zh") },
  { name: "intro_en", most: 200, label: () => t("selfcare.intro_en") },
] as const;

/** Titles of what is chosen, also of what customers cannot read any more, and what may be chosen besides. */
function HotChoice({
  state,
  value,
  onChange,
}: {
  state: HelpPageState;
  value?: string[];
  onChange?: (v: string[]) => void;
}) {
  const [words, setWords] = useState("");
  const choices = useChoices(words);
  const chosen = state.hot.map(({ slug, title, open }) => ({
    value: slug,
    label: open ? title : t("selfcare.hot_gone", { title }),
  }));
  const others = (choices.data ?? [])
    .filter(({ slug }) => !chosen.some((one) => one.value === slug))
    .map(({ slug, title }) => ({ value: slug, label: title }));
  return (
    <Select
      mode="multiple"
      maxCount={MOST_HOT}
      value={value ?? []}
      onChange={(next: string[]) => onChange?.(next)}
      options={[...chosen, ...others]}
      showSearch={{ filterOption: false, onSearch: setWords }}
      loading={choices.isFetching}
      aria-label={t("selfcare.hot")}
    />
  );
}

/** The categories that are shown, and what each is called in English. */
function Shelves({ state }: { state: HelpPageState }) {
  const form = Form.useFormInstance<HelpPage>();
  const shelves = Form.useWatch("shelves", { form, preserve: true }) ?? state.page.shelves;
  return (
    <>
      <Form.Item label={t("selfcare.shelves")} extra={t("selfcare.shelves_hint")}>
        <Select
          mode="multiple"
          value={shelves.map(({ name }) => name)}
          onChange={(names: string[]) => {
            form.setFieldValue("shelves", shelvesOf(names, shelves));
          }}
          options={state.categories.map(({ name, articles }) => ({ value: name, label: `${name} (${articles})` }))}
          placeholder={t("selfcare.shelves_all")}
          aria-label={t("selfcare.shelves")}
        />
      </Form.Item>
      <Form.List name="shelves">
        {(fields) => (
          <div className={css.shelves}>
            {fields.map(({ key, name }) => (
              <div key={key}>
                <span>{shelves[name]?.name}</span>
                <Form.Item name={[name, "en"]} noStyle>
                  <Input
                    size="small"
                    maxLength={40}
                    placeholder={t("selfcare.shelf_en_hint")}
                    aria-label={t("selfcare.shelf_en", { name: shelves[name]?.name ?? "" })}
                  />
                </Form.Item>
              </div>
            ))}
          </div>
        )}
      </Form.List>
    </>
  );
}

/** With their names, which no field of the form holds. */
const shelvesFull = (form: FormInstance<HelpPage>): HelpPage["shelves"] =>
  ((form.getFieldValue("shelves") ?? []) as HelpPage["shelves"]).map(({ name, en }) => ({ name, en: en ?? "" }));

/** What is chosen of the page; kept under the version that was on the screen. */
export function PageForm({ state, saved }: { state: HelpPageState; saved: () => void }) {
  const [form] = Form.useForm<HelpPage>();
  const [begin, setBegin] = useState(state);
  const [busy, setBusy] = useState(false);
  const [beaten, setBeaten] = useState<{ by: string; at: string } | null>(null);
  const values = Form.useWatch([], { form, preserve: true }) as HelpPage | undefined;
  const dirty = values !== undefined && !samePage({ ...begin.page, ...values }, begin.page);
  useUnsaved(dirty);
  const take = (now: HelpPageState): void => {
    setBegin(now);
    setBeaten(null);
    form.setFieldsValue(now.page);
  };
  const refuse = (error: unknown): void => {
    if (error instanceof ApiError && error.code === "selfcare_changed")
      return setBeaten({ by: String(error.params["by"] ?? ""), at: String(error.params["at"] ?? "") });
    const field = error instanceof ApiError ? (error.field?.split(".")[0] ?? null) : null;
    if (field === null || field === "shelves") return sayError(error);
    form.setFields([{ name: field as never, errors: [sentence(error)] }]);
  };
  const save = (page: HelpPage): void => {
    setBusy(true);
    saveHelpPage(begin.version, { ...begin.page, ...page, shelves: shelvesFull(form) })
      .then((now) => {
        take(now);
        saved();
        sayDone(t("selfcare.saved"));
      })
      .catch(refuse)
      .finally(() => setBusy(false));
  };
  return (
    <Form<HelpPage>
      name="selfcare"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={begin.page}
      onFinish={save}
    >
      {beaten !== null && (
        <Beaten
          text={t("look.beaten", {
            name: beaten.by || t("audit.system"),
            time: beaten.at ? relative(beaten.at, Date.now()) : "",
          })}
          take={() => take(state)}
        />
      )}
      <div className={css.on}>
        <Form.Item name="on" valuePropName="checked" noStyle>
          <Switch aria-label={t("selfcare.on")} />
        </Form.Item>
        <div>
          <b>{t("selfcare.on")}</b>
          <small>{t("selfcare.on_hint")}</small>
        </div>
      </div>
      <div className={css.pair}>
        {LINES.map(({ name, most, label }) => (
          <Form.Item key={name} name={name} label={label()}>
            <Input maxLength={most} placeholder={t("selfcare.shipped")} />
          </Form.Item>
        ))}
      </div>
      <Form.Item name="hot" label={t("selfcare.hot")} extra={t("selfcare.hot_hint")}>
        <HotChoice state={begin} />
      </Form.Item>
      <Shelves state={begin} />
      <Form.Item name="flows" label={t("selfcare.flows")} extra={t("selfcare.flows_hint")}>
        {begin.flows.length > 0 ? (
          <Checkbox.Group options={begin.flows.map(({ name, title }) => ({ value: name, label: named(title) }))} />
        ) : (
          <span className="muted">{t("selfcare.flows_none")}</span>
        )}
      </Form.Item>
      <Form.Item name="listed" valuePropName="checked">
        <Checkbox>{t("selfcare.listed")}</Checkbox>
      </Form.Item>
      <SaveBar>
        <Button disabled={!dirty || busy} onClick={() => take(begin)}>
          {t("look.discard")}
        </Button>
        <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
          {t("action.save")}
        </Button>
      </SaveBar>
    </Form>
  );
}
