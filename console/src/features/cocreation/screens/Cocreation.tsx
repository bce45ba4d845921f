import { OneRoom } from "./OneRoom";
import { Rooms } from "./Rooms";

/** The rooms of the house, or one of them. */
export function Cocreation({ id }: { id: string | null }) {
  return id === null ? <Rooms /> : <OneRoom key={id} id={id} />;
}
