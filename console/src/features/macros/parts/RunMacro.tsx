import Button from "antd/es/button";
import Modal from "antd/es/modal";
import { useEffect, useRef, useState } from "react";
import type { Macro, MacroRun } from "@/api/types";
import { Bones, Failed, newId, sayDone, sayError, useKept } from "@/design";
import { locale, t } from "@/i18n";
import { runMacro, useMacros, usePreview } from "../data";
import { Steps, refusal } from "./Steps";
import css from "./macros.module.css";

interface Props {
  macro: Macro;
  conversation: string;
  /** the customer's name */
  name: string;
  done: (result: MacroRun | null) => void;
}

/** What a macro would do to the open conversation; Enter does it, all of it or nothing. */
export function RunMacro({ macro, conversation, name, done }: Props) {
  const [language] = useKept<string | null>("template.language", null);
  const speech = language ?? locale();
  const preview = usePreview(macro, conversation, speech);
  const titles = useMacros().data?.titles ?? {};
  const [busy, setBusy] = useState(false);
  // One order, however often it is pressed: what was done once is not done again.
  const [order] = useState(newId);
  const act = useRef<HTMLButtonElement>(null);
  const refused = preview.data?.refused ?? null;
  const ready = preview.data !== undefined && refused === null && !preview.isFetching;
  // The dialog takes the focus when it has opened, which may be before or after the preview is there.
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (ready) act.current?.focus();
  }, [ready, opened]);
  const run = (): void => {
    if (preview.data === undefined) return;
    setBusy(true);
    runMacro(macro, { conversation, order, locale: speech, version: preview.data.version }).then(
      (result) => {
        sayDone(t("macro.done", { name: macro.name }));
        done(result);
      },
      (error: unknown) => {
        setBusy(false);
        sayError(error);
        void preview.refetch();
      },
    );
  };
  return (
    <Modal
      open
      title={t("macro.run_title", { macro: macro.name, name })}
      width={520}
      afterOpenChange={setOpened}
      onCancel={() => done(null)}
      footer={[
        <Button key="cancel" onClick={() => done(null)}>
          {t("action.cancel")}
        </Button>,
        <Button key="run" ref={act} type="primary" disabled={!ready} loading={busy} onClick={run}>
          {t("macro.run")}
        </Button>,
      ]}
    >
      <p className={css.where}>{t("macro.run_hint")}</p>
      {preview.isPending && <Bones rows={macro.steps.length} />}
      {preview.isError && preview.data === undefined && (
        <Failed error={preview.error} retry={() => void preview.refetch()} />
      )}
      {preview.data !== undefined && <Steps steps={macro.steps} titles={titles} preview={preview.data} />}
      {refused !== null && !refused.field?.startsWith("steps.") && (
        <small className={css.refused} role="alert">
          {refusal(refused)}
        </small>
      )}
    </Modal>
  );
}
