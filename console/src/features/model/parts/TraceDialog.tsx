import Modal from "antd/es/modal";
import { Bones, Failed } from "@/design";
import { t } from "@/i18n";
import { useTrace } from "../data";
import { TraceView } from "./TraceView";

/** One turn, whole. */
export function TraceDialog({ id, close }: { id: string | null; close: () => void }) {
  const query = useTrace(id);
  return (
    <Modal open={id !== null} title={t("model.how")} width={720} footer={null} onCancel={close} destroyOnHidden>
      {query.isPending && <Bones rows={6} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && <TraceView trace={query.data} />}
    </Modal>
  );
}
