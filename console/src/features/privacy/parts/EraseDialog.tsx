import Alert from "antd/es/alert";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { useState } from "react";
import type { ErasureExtent } from "@/api/types";
import { Bones, Failed, linkTo, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { erase, useExtent } from "../data";
import css from "./privacy.module.css";

function Extent({ extent }: { extent: ErasureExtent }) {
  const { conversations, files, identities, orders_kept } = extent;
  return (
    <>
      <h4>{t("privacy.goes")}</h4>
      <p>{t("privacy.goes_text", { conversations, files, identities })}</p>
      <h4>{t("privacy.stays")}</h4>
      <p>{t("privacy.stays_text", { orders: orders_kept })}</p>
    </>
  );
}

/** Asks twice: what goes and what stays, then the customer's name, typed. */
export function EraseDialog({ customerId, done }: { customerId: string; done: () => void }) {
  const query = useExtent(customerId);
  const [step, setStep] = useState<1 | 2>(1);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const extent = query.data;
  const right = extent !== undefined && name.trim() === extent.name.trim();
  const go = (): void => {
    if (step === 1) {
      setStep(2);
      return;
    }
    setBusy(true);
    erase(customerId, name)
      .then(() => {
        sayDone(t("privacy.erasing"));
        done();
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Modal
      open
      title={t("privacy.erase")}
      okText={step === 1 ? t("action.next") : t("privacy.erase_for_ever")}
      cancelText={t("action.cancel")}
      okButtonProps={{
        danger: step === 2,
        loading: busy,
        disabled: extent === undefined || extent.going_on > 0 || (step === 2 && !right),
      }}
      mask={{ closable: false }}
      onOk={go}
      onCancel={done}
      width={520}
    >
      {query.isPending && <Bones rows={4} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {extent !== undefined && extent.going_on > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("privacy.still_open", { count: extent.going_on })}
          action={<a {...linkTo("/desk?view=all")}>{t("nav.desk")}</a>}
        />
      )}
      {extent !== undefined && step === 1 && <Extent extent={extent} />}
      {extent !== undefined && step === 2 && (
        <>
          <Alert type="error" showIcon title={t("privacy.no_way_back")} />
          <label className={css.label}>
            {t("privacy.type_name", { name: extent.name })}
            <Input
              autoFocus
              value={name}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
              onPressEnter={() => right && !busy && go()}
            />
          </label>
        </>
      )}
    </Modal>
  );
}
