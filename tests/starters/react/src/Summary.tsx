import { State, type Task } from "./tasks";

export default function Summary({ tasks }: { tasks: Task[] }) {
  const done = tasks.filter((task) => task.state === State.Done).length;
  return (
    <footer className="mt-6 grid grid-cols-2 text-sm text-slate-600">
      <p id="done">{done} done</p>
      <p className="text-right">{process.env.NODE_ENV}</p>
    </footer>
  );
}
