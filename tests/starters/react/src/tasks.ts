export enum State {
  Open = "open",
  Done = "done",
}

export interface Task {
  readonly id: number;
  title: string;
  state: State;
}

export function toggled(task: Task): Task {
  return { ...task, state: task.state === State.Open ? State.Done : State.Open };
}
