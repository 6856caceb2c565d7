import { lazy, Suspense, useMemo, useState } from "react";
import logo from "./logo.svg";
import { State, toggled, type Task } from "./tasks";

const Summary = lazy(() => import("./Summary"));

export function App() {
  const [tasks, setTasks] = useState<Task[]>([
    { id: 1, title: "Read the documentation", state: State.Done },
    { id: 2, title: "Build it twice", state: State.Open },
  ]);
  const [title, setTitle] = useState("");
  const open = useMemo(() => tasks.filter((task) => task.state === State.Open), [tasks]);
  const add = () => {
    setTasks([...tasks, { id: tasks.length + 1, title, state: State.Open }]);
    setTitle("");
  };
  return (
    <main className="mx-auto max-w-md p-6">
      <header className="flex items-center gap-2 text-brand">
        <img src={logo} alt="" />
        <h1 className="text-2xl font-bold">Tasks</h1>
        <span className="chip bg-brand text-white">{open.length} open</span>
      </header>
      <ul className="mt-4 divide-y divide-slate-200 rounded bg-white shadow">
        {tasks.map((task) => (
          <li key={task.id} className="p-3 hover:bg-slate-50">
            <label className={task.state === State.Done ? "text-slate-400 line-through" : "text-slate-900"}>
              <input
                type="checkbox"
                className="mr-2"
                checked={task.state === State.Done}
                onChange={() => setTasks(tasks.map((it) => (it === task ? toggled(it) : it)))}
              />
              {task.title}
            </label>
          </li>
        ))}
      </ul>
      <form className="mt-4 flex gap-2" action={add}>
        <input name="title" className="flex-1 rounded border p-2" value={title} onChange={(event) => setTitle(event.target.value)} />
        <button className="rounded bg-brand px-4 text-white disabled:opacity-50" disabled={title === ""}>
          Add
        </button>
      </form>
      <Suspense fallback={<p>…</p>}>
        <Summary tasks={tasks} />
      </Suspense>
    </main>
  );
}
