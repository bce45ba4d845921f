import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Form from "antd/es/form";
import InputNumber from "antd/es/input-number";
import Switch from "antd/es/switch";
import { useState } from "react";
import { articles as api } from "@/api/knowledge";
import { queries } from "@/api/query";
import type { ArticleRules as Rules } from "@/api/types";
import { Bones, Failed, Page, sayDone, sayError, useUnsaved } from "@/design";
import { SaveBar } from "@/design/parts/SaveBar";
import { t } from "@/i18n";
import css from "../parts/review.module.css";

const KEY = ["article-rules"];

function Editing({ rules }: { rules: Rules }) {
  const [form] = Form.useForm<Rules>();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const approval = Form.useWatch<boolean | undefined>("approval", form) ?? rules.approval;
  useUnsaved(dirty);
  const save = (typed: Rules): void => {
    setBusy(true);
    api
      .setRules({ ...rules, ...typed })
      .then((kept) => {
        queries.setQueryData(KEY, kept);
        setDirty(false);
        sayDone(t("rules.saved"));
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Form<Rules>
      name="article-rules"
      form={form}
      layout="vertical"
      requiredMark={false}
      className={css.grid ?? ""}
      initialValues={rules}
      onValuesChange={() => setDirty(true)}
      onFinish={save}
    >
      <Form.Item name="approval" label={t("rules.approval")} extra={t("rules.approval_hint")} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="own" label={t("rules.own")} extra={t("rules.own_hint")} valuePropName="checked">
        <Switch disabled={!approval} />
      </Form.Item>
      <Form.Item name="ends_days" label={t("rules.ends")} rules={[{ required: true, message: t("errors.empty") }]}>
        <InputNumber min={1} max={90} precision={0} />
      </Form.Item>
      <Form.Item
        name="looked_months"
        label={t("rules.looked")}
        extra={t("rules.looked_hint")}
        rules={[{ required: true, message: t("errors.empty") }]}
      >
        <InputNumber min={1} max={60} precision={0} />
      </Form.Item>
      <SaveBar page>
        <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
          {t("action.save")}
        </Button>
      </SaveBar>
    </Form>
  );
}

/** Who checks articles before they are read, and when somebody is to look at them again. */
export function ArticleRules() {
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.rules(signal) });
  return (
    <Page title={t("settings.articles")} text={t("rules.text")}>
      {query.isPending && <Bones rows={5} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && <Editing key={query.data.version} rules={query.data} />}
    </Page>
  );
}
