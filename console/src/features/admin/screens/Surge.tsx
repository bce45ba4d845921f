import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Form from "antd/es/form";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import { queries } from "@/api/query";
import { surge as api } from "@/api/surge";
import type { SurgePolicy, SurgePreview, SurgeRules } from "@/api/types";
import { Bones, Failed, Page, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { Beaten, SaveBar } from "@/design/parts/SaveBar";
import { t } from "@/i18n";
import { dateAndTime, relative } from "@/i18n/format";
import { TrialResult } from "../parts/TrialResult";
import { SurgeFields } from "../parts/SurgeFields";
import css from "../parts/queues.module.css";

const KEY = ["surge", "rules"];

function Tried({ found }: { found: SurgePreview }) {
  return (
    <TrialResult of={found} title={t("surge.tried")}>
      {found.known === 0 ? (
        <p className="muted">{t("surge.no_record")}</p>
      ) : (
        <p>{t("surge.tried_count", { count: found.surges.length, known: found.known, windows: found.windows })}</p>
      )}
      {found.surges.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("surge.begins")}</th>
              <th scope="col">{t("surge.ends")}</th>
              <th scope="col">{t("surge.peak")}</th>
            </tr>
          </thead>
          <tbody>
            {found.surges.map((one) => (
              <tr key={one.since}>
                <td>{dateAndTime(one.since)}</td>
                <td>{one.until === null ? t("surge.lasts") : dateAndTime(one.until)}</td>
                <td>{t("surge.times", { times: one.peak.toFixed(1) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </TrialResult>
  );
}

function Editing({ rules }: { rules: SurgeRules }) {
  const [form] = Form.useForm<SurgePolicy>();
  const [kept, setKept] = useState(rules);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState<"save" | "try" | null>(null);
  const [beaten, setBeaten] = useState<string | null>(null);
  const [found, setFound] = useState<SurgePreview | null>(null);
  useUnsaved(dirty);
  const wanted = (): SurgePolicy => {
    const typed = form.getFieldsValue(true) as SurgePolicy;
    return { ...kept.policy, ...typed, version: kept.policy.version, wrap_up_seconds: typed.wrap_up_seconds ?? null };
  };
  const take = (made: SurgeRules): void => {
    setKept(made);
    setDirty(false);
    setBeaten(null);
    form.setFieldsValue(made.policy);
  };
  const refuse = (error: unknown): void => {
    if (!(error instanceof ApiError)) {
      if (error instanceof Error) sayError(error);
    } else if (error.code === "surge_changed") setBeaten(String(error.params["by"] ?? ""));
    else if (error.field === null) sayError(error);
    else form.setFields([{ name: error.field as never, errors: [sentence(error)] }]);
  };
  const act = async (what: "save" | "try"): Promise<void> => {
    setBusy(what);
    try {
      await form.validateFields();
      if (what === "try") setFound(await api.preview(wanted()));
      else {
        const made = await api.save(wanted());
        queries.setQueryData(KEY, made);
        take(made);
        sayDone(t("queues.saved"));
      }
    } catch (error) {
      refuse(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      {beaten !== null && (
        <Beaten
          text={t("surge.beaten", { name: beaten || t("audit.system") })}
          take={() => void api.rules(undefined).then(take, sayError)}
        />
      )}
      <Form<SurgePolicy>
        name="surge"
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={kept.policy}
        onValuesChange={() => {
          setDirty(true);
          setFound(null);
        }}
        onFinish={() => void act("save")}
      >
        <SurgeFields rules={kept} />
        {found !== null && <Tried found={found} />}
        <p className={css.honest}>{t("surge.honest")}</p>
        <SaveBar page>
          <Button
            icon={<FlaskConical size={14} aria-hidden />}
            loading={busy === "try"}
            disabled={busy === "save"}
            onClick={() => void act("try")}
          >
            {t("surge.try")}
          </Button>
          <Button type="primary" htmlType="submit" loading={busy === "save"} disabled={!dirty || busy === "try"}>
            {t("action.save")}
          </Button>
        </SaveBar>
      </Form>
    </>
  );
}

/** How the house meets a demand that outruns what was expected: when it begins, and what is done differently then. */
export function Surge() {
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.rules(signal) });
  const by = query.data?.by_name || t("audit.system");
  const at = query.data?.at ?? null;
  return (
    <Page title={t("settings.surge")} text={t("surge.text")}>
      {at !== null && <p className="muted">{t("surge.changed", { name: by, time: relative(at, Date.now()) })}</p>}
      {query.isPending && <Bones rows={6} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && <Editing key="rules" rules={query.data} />}
    </Page>
  );
}
