import Button from "antd/es/button";
import Input from "antd/es/input";
import Popconfirm from "antd/es/popconfirm";
import Table from "antd/es/table";
import { Download, Upload } from "lucide-react";
import { useRef, useState } from "react";
import type { DialogueLine } from "@/api/rehearsal";
import { Ago, Bones, Empty, Failed, Tag, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { removeDialogue, saveFile, takeFile, useDialogues } from "../data";
import { DialogueEditor } from "./DialogueEditor";
import css from "./rehearsal.module.css";

function Files({ writes }: { writes: boolean }) {
  const chooser = useRef<HTMLInputElement>(null);
  const take = (file: File): void => {
    file
      .text()
      .then((yaml) => takeFile(yaml, false))
      .then((found) => sayDone(t("rehearsal.taken", { count: found.dialogues })))
      .catch(sayError);
  };
  return (
    <>
      {writes && (
        <>
          <Button icon={<Upload size={14} aria-hidden />} onClick={() => chooser.current?.click()}>
            {t("rehearsal.import")}
          </Button>
          <input
            ref={chooser}
            type="file"
            accept=".yaml,.yml,.json"
            hidden
            aria-label={t("rehearsal.import")}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = "";
              if (file) take(file);
            }}
          />
        </>
      )}
      <Button icon={<Download size={14} aria-hidden />} onClick={() => void saveFile().catch(sayError)}>
        {t("rehearsal.export")}
      </Button>
    </>
  );
}

/** The simulated customers: a file of them in and out, each to be written anew. */
export function Dialogues({ writes }: { writes: boolean }) {
  const query = useDialogues();
  const [words, setWords] = useState("");
  const [edited, setEdited] = useState<string | null>(null);
  const items = query.data?.filter((one) => `${one.id} ${one.topic} ${one.said}`.includes(words.trim()));
  return (
    <>
      <div className={css.tools}>
        <Input.Search
          allowClear
          style={{ width: 240 }}
          placeholder={t("rehearsal.find")}
          aria-label={t("rehearsal.find")}
          onChange={(event) => setWords(event.target.value)}
        />
        <span className={css.grow} />
        <Files writes={writes} />
      </div>
      {query.isPending && <Bones rows={4} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <Empty title={t("rehearsal.no_dialogues")} text={t("rehearsal.no_dialogues_hint")} />
      )}
      {items !== undefined && items.length > 0 && (
        <Table<DialogueLine>
          rowKey="id"
          size="small"
          dataSource={items}
          pagination={{ pageSize: 25, showSizeChanger: false }}
          scroll={{ x: 760 }}
          columns={[
            {
              title: t("rehearsal.dialogue"),
              render: (_, one) => (
                <>
                  <Button type="link" size="small" onClick={() => setEdited(one.id)}>
                    {one.id}
                  </Button>
                  <div className="muted">{one.said}</div>
                </>
              ),
            },
            { title: t("rehearsal.topic"), dataIndex: "topic", width: 110 },
            { title: t("rehearsal.mood"), width: 100, render: (_, one) => tCode("rehearsal_mood", one.mood) },
            {
              title: "",
              width: 80,
              render: (_, one) => one.held_out && <Tag>{tCode("rehearsal_part", "held_out")}</Tag>,
            },
            { title: t("articles.changed"), width: 130, render: (_, one) => <Ago at={one.updated_at} /> },
            {
              title: "",
              width: 80,
              align: "right",
              render: (_, one) =>
                writes && (
                  <Popconfirm
                    title={t("rehearsal.remove", { id: one.id })}
                    okText={t("action.delete")}
                    cancelText={t("action.cancel")}
                    onConfirm={() => void removeDialogue(one.id).catch(sayError)}
                  >
                    <Button size="small">{t("action.delete")}</Button>
                  </Popconfirm>
                ),
            },
          ]}
        />
      )}
      {edited !== null && <DialogueEditor id={edited} writes={writes} close={() => setEdited(null)} />}
    </>
  );
}
