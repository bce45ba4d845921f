import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { useState } from "react";
import type { DialogueOut } from "@/api/rehearsal";
import { Bones, Failed, sayDone, sentence } from "@/design";
import { t } from "@/i18n";
import { changeDialogue, useDialogue } from "../data";
import css from "./rehearsal.module.css";

function Editor({ held, writes, close }: { held: DialogueOut; writes: boolean; close: () => void }) {
  const [yaml, setYaml] = useState(held.yaml);
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    setBusy(true);
    changeDialogue(held, yaml)
      .then(() => {
        sayDone(t("rehearsal.saved"));
        close();
      })
      .catch((error: unknown) => setWhy(sentence(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Modal
      open
      width={720}
      title={held.id}
      okText={t("action.save")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: !writes || yaml === held.yaml }}
      confirmLoading={busy}
      onOk={save}
      onCancel={close}
    >
      <Input.TextArea
        className={css.yaml ?? ""}
        value={yaml}
        rows={16}
        readOnly={!writes}
        spellCheck={false}
        aria-label={t("rehearsal.dialogue")}
        onChange={(event) => setYaml(event.target.value)}
      />
      {why !== "" && <p role="alert">{why}</p>}
    </Modal>
  );
}

/** One dialogue, as it is written. */
export function DialogueEditor(props: { id: string; writes: boolean; close: () => void }) {
  const query = useDialogue(props.id);
  if (query.data !== undefined) return <Editor held={query.data} writes={props.writes} close={props.close} />;
  return (
    <Modal open footer={null} title={props.id} onCancel={props.close}>
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Bones rows={6} />}
    </Modal>
  );
}
