import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import { LogIn } from "lucide-react";
import { useState } from "react";
import { Bones, Empty, Failed, Page, sayDone, sayError, useRoute } from "@/design";
import { t } from "@/i18n";
import { ProviderForm } from "../parts/sso/ProviderForm";
import { Tried } from "../parts/sso/Tried";
import { removeProvider, useSingleSignOn } from "../sso";

/** Where people of this house sign in with the account they have elsewhere. */
export function SingleSignOn() {
  const { data, error, isPending, refetch } = useSingleSignOn();
  const [begun, setBegun] = useState(false);
  const tried = useRoute().search.get("tried");
  const remove = (): void => {
    removeProvider()
      .then(() => {
        setBegun(false);
        sayDone(t("sso.removed"));
      })
      .catch(sayError);
  };
  const away = (
    <Popconfirm
      title={t("sso.remove_ask")}
      description={t("sso.remove_text")}
      okText={t("sso.remove")}
      cancelText={t("action.cancel")}
      onConfirm={remove}
    >
      <Button danger>{t("sso.remove")}</Button>
    </Popconfirm>
  );
  const begin = (
    <Button type="primary" onClick={() => setBegun(true)}>
      {t("sso.set_up")}
    </Button>
  );
  return (
    <Page title={t("settings.sso")} text={t("sso.text")} action={data?.provider && data.yours ? away : undefined}>
      {isPending && <Bones rows={6} />}
      {error && data === undefined && <Failed error={error} retry={() => void refetch()} />}
      {data && !data.yours && <Alert type="info" showIcon title={t("sso.not_yours")} />}
      {tried !== null && <Tried id={tried} />}
      {data && data.provider === null && !begun && (
        <Empty
          icon={<LogIn size={20} aria-hidden />}
          title={t("sso.none")}
          text={t("sso.none_hint")}
          {...(data.yours && { action: begin })}
        />
      )}
      {data && (data.provider !== null || begun) && <ProviderForm shown={data} />}
    </Page>
  );
}
