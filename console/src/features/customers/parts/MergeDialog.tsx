import Alert from "antd/es/alert";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { Customer, CustomerRow } from "@/api/types";
import { Avatar, Bones, ClearIcon, Empty, Failed, TierTag, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { merge, useCustomerSearch } from "../data";
import css from "./panel.module.css";

function Found({
  q,
  self,
  chosen,
  choose,
}: {
  q: string;
  self: string;
  chosen: CustomerRow | null;
  choose: (row: CustomerRow) => void;
}) {
  const search = useCustomerSearch(q);
  if (q === "") return <Empty title={t("merge.search_first")} text={t("merge.search_hint")} />;
  if (search.isError) return <Failed error={search.error} retry={() => void search.refetch()} />;
  if (search.data === undefined) return <Bones rows={3} avatar />;
  const others = search.data.filter((row) => row.id !== self);
  if (others.length === 0) return <Empty title={t("merge.nobody", { q })} />;
  return others.map((row) => (
    <button
      key={row.id}
      type="button"
      role="radio"
      aria-checked={chosen?.id === row.id}
      className={css.person}
      onClick={() => choose(row)}
    >
      <Avatar name={row.name} size={26} />
      <b className="cut">{row.name}</b>
      <TierTag tier={row.tier} />
      <small className="cut num">{[row.title, row.city, ...row.tags].filter(Boolean).join(" · ")}</small>
    </button>
  ));
}

/** Two records, one person: finds the other one and merges it into this one. It can be undone. */
export default function MergeDialog({ customer, done }: { customer: Customer; done: () => void }) {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const [chosen, setChosen] = useState<CustomerRow | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (): void => {
    if (chosen === null) return;
    setBusy(true);
    merge(customer.id, chosen.id).then(
      () => {
        sayDone(t("merge.done", { name: chosen.name }));
        done();
      },
      (error: unknown) => {
        sayError(error);
        setBusy(false);
      },
    );
  };
  return (
    <Modal
      open
      title={t("merge.title", { name: customer.name })}
      onCancel={done}
      onOk={submit}
      okText={t("merge.ok")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: chosen === null, loading: busy }}
      width={480}
    >
      <div className={css.mergeForm}>
        <Input
          prefix={<Search size={14} aria-hidden />}
          value={text}
          autoFocus
          allowClear={{ clearIcon: <ClearIcon /> }}
          onChange={(event) => setText(event.target.value)}
          placeholder={t("merge.search")}
          aria-label={t("merge.search")}
        />
        <div className={css.people} role="radiogroup" aria-label={t("merge.search")}>
          <Found q={q} self={customer.id} chosen={chosen} choose={setChosen} />
        </div>
        {chosen && (
          <Alert type="info" showIcon title={t("merge.explain", { from: chosen.name, into: customer.name })} />
        )}
      </div>
    </Modal>
  );
}
