import type { Row } from "@/api/types";
import { usePeople } from "@/features/people";
import { queueName, tCode } from "@/i18n";
import { useConversations } from "../../data";

/** Where a conversation is now: with whom, in which queue, or how far; as the desk knows it, else as it was after the act. */
export function BulkNow({ after }: { after: Row }) {
  const row = useConversations((state) => state.rows[after.id]) ?? after;
  const queue = usePeople((state) => (row.queue_id === null ? undefined : state.queues[row.queue_id]));
  const waits = row.phase === "queued" || row.phase === "offered";
  const where = waits && queue !== undefined ? queueName(queue) : row.phase === "with_agent" ? row.agent?.name : null;
  const words = [tCode("phase", row.phase), ...(where ? [where] : [])];
  return <small className="cut">{words.join(" · ")}</small>;
}
