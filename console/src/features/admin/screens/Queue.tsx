import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { ArrowLeft, FlaskConical, History } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { QueuePreview, QueueRules, Queues } from "@/api/types";
import { Page, go, linkTo, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { Beaten, SaveBar } from "@/design/parts/SaveBar";
import { queueName, t } from "@/i18n";
import { relative } from "@/i18n/format";
import { QueueEffect } from "../parts/QueueEffect";
import { QueueFields } from "../parts/QueueFields";
import { QueueFindings } from "../parts/QueueFindings";
import { QueueVersions } from "../parts/QueueVersions";
import css from "../parts/queues.module.css";
import { formOf, placeOf, saveQueue, tryQueue } from "../queues";
import type { QueueForm } from "../queues";

const RECENT = 100;

/** Somebody else was quicker: their name and when, and nothing of what was typed here is lost. */
function conflictOf(error: unknown): { by: string; at: string } | null {
  if (!(error instanceof ApiError) || error.code !== "queue_changed") return null;
  return { by: String(error.params["by"] ?? ""), at: String(error.params["at"] ?? "") };
}

/** The rules of one queue (`kept` null: a new one): changed, tried out on today's line, saved, taken back. */
export function Queue({ all, kept }: { all: Queues; kept: QueueRules | null }) {
  const [form] = Form.useForm<QueueForm>();
  const [begin, setBegin] = useState(kept);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState<"save" | "try" | null>(null);
  const [effect, setEffect] = useState<QueuePreview | null>(null);
  const [history, setHistory] = useState(false);
  const [beaten, setBeaten] = useState<{ by: string; at: string } | null>(null);
  useUnsaved(dirty);
  const refuse = (error: unknown): void => {
    setBeaten(conflictOf(error));
    const field = error instanceof ApiError ? error.field : null;
    if (field === null) {
      if (conflictOf(error) === null) sayError(error);
      return;
    }
    form.setFields([{ name: placeOf(field) as never, errors: [sentence(error)] }]);
    form.scrollToField(placeOf(field) as never);
  };
  const take = (queue: QueueRules): void => {
    setBegin(queue);
    setDirty(false);
    setEffect(null);
    setBeaten(null);
    form.setFieldsValue(formOf(queue, 0));
  };
  const save = async (): Promise<void> => {
    setBusy("save");
    try {
      const saved = await saveQueue(begin, form.getFieldsValue(true) as QueueForm);
      take(saved);
      sayDone(t("queues.saved"));
      if (begin === null) setTimeout(() => go(`/settings/queues/${saved.id}`, { replace: true }));
    } catch (error) {
      refuse(error);
    } finally {
      setBusy(null);
    }
  };
  const attempt = async (): Promise<void> => {
    if (begin === null) return;
    setBusy("try");
    try {
      await form.validateFields();
      setEffect(await tryQueue(begin, form.getFieldsValue(true) as QueueForm, RECENT));
    } catch (error) {
      if (error instanceof Error) refuse(error);
    } finally {
      setBusy(null);
    }
  };
  const latest = all.items.find((queue) => queue.id === begin?.id);
  return (
    <Page
      title={
        <>
          <a className={css.back} aria-label={t("queues.back")} {...linkTo("/settings/queues")}>
            <ArrowLeft size={16} aria-hidden />
          </a>
          {begin === null ? t("queues.new") : queueName(begin)}
        </>
      }
      text={begin === null ? t("queues.new_text") : t("queues.version", { code: begin.code, version: begin.version })}
      action={
        begin !== null && (
          <Button icon={<History size={14} aria-hidden />} onClick={() => setHistory(true)}>
            {t("queues.history")}
          </Button>
        )
      }
    >
      {beaten !== null && (
        <Beaten
          text={t("queues.beaten", {
            name: beaten.by || t("audit.system"),
            time: beaten.at ? relative(beaten.at, Date.now()) : "",
          })}
          ready={latest !== undefined}
          take={() => latest && take(latest)}
        />
      )}
      <Form<QueueForm>
        name="queue"
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={formOf(begin, all.items.length)}
        onValuesChange={() => {
          setDirty(true);
          setEffect(null);
        }}
        onFinish={() => void save()}
      >
        {effect === null && !dirty && begin !== null && <QueueFindings findings={begin.findings} all={all} />}
        <QueueFields all={all} kept={begin} />
        {effect !== null && <QueueEffect effect={effect} all={all} />}
        <SaveBar page>
          {begin !== null && (
            <Form.Item name="note" noStyle>
              <Input maxLength={200} placeholder={t("queues.note")} aria-label={t("queues.note")} />
            </Form.Item>
          )}
          {begin !== null && (
            <Button
              icon={<FlaskConical size={14} aria-hidden />}
              loading={busy === "try"}
              disabled={busy === "save"}
              onClick={() => void attempt()}
            >
              {t("queues.try")}
            </Button>
          )}
          <Button
            type="primary"
            htmlType="submit"
            loading={busy === "save"}
            disabled={busy === "try" || (begin !== null && !dirty)}
          >
            {t("action.save")}
          </Button>
        </SaveBar>
      </Form>
      {history && begin !== null && (
        <QueueVersions kept={begin} all={all} held={dirty} close={() => setHistory(false)} restored={take} />
      )}
    </Page>
  );
}
