//! Strongly connected components of a relation between modules: Tarjan's algorithm with a stack of its own.

use fedpack_graph::ModuleIdx;
use oxc_index::IndexVec;

pub struct Components {
    /// One component after the other; what a component leads to comes before it.
    pub members: Vec<ModuleIdx>,
    /// Where each component ends in `members`.
    ends: Vec<usize>,
    /// Number of the module's component; `None` for modules that no root leads to.
    of: IndexVec<ModuleIdx, Option<u32>>,
}

impl Components {
    /// `successors` must give the same modules every time.
    pub fn new<I: Iterator<Item = ModuleIdx>>(
        module_count: usize,
        roots: impl IntoIterator<Item = ModuleIdx>,
        successors: impl Fn(ModuleIdx) -> I,
    ) -> Self {
        let mut search = Search {
            found: Self {
                members: Vec::new(),
                ends: Vec::new(),
                of: IndexVec::from_vec(vec![None; module_count]),
            },
            discovered: IndexVec::from_vec(vec![0; module_count]),
            lowest: IndexVec::from_vec(vec![0; module_count]),
            open: Vec::new(),
            clock: 0,
        };
        for root in roots {
            if search.discovered[root] == 0 {
                search.run(root, &successors);
            }
        }
        search.found
    }

    pub fn iter(&self) -> impl Iterator<Item = &[ModuleIdx]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.members[start..end])
    }

    pub fn are_together(&self, a: ModuleIdx, b: ModuleIdx) -> bool {
        self.of[a].is_some() && self.of[a] == self.of[b]
    }
}

struct Search {
    found: Components,
    /// Time of discovery; 0: not yet.
    discovered: IndexVec<ModuleIdx, u32>,
    lowest: IndexVec<ModuleIdx, u32>,
    open: Vec<ModuleIdx>,
    clock: u32,
}

impl Search {
    fn discover(&mut self, module: ModuleIdx) {
        self.clock += 1;
        self.discovered[module] = self.clock;
        self.lowest[module] = self.clock;
        self.open.push(module);
    }

    fn run<I: Iterator<Item = ModuleIdx>>(&mut self, root: ModuleIdx, successors: &impl Fn(ModuleIdx) -> I) {
        self.discover(root);
        let mut stack = vec![(root, successors(root))];
        while let Some((module, rest)) = stack.last_mut() {
            let module = *module;
            if let Some(next) = rest.next() {
                if self.discovered[next] == 0 {
                    self.discover(next);
                    stack.push((next, successors(next)));
                } else if self.found.of[next].is_none() {
                    self.lowest[module] = self.lowest[module].min(self.discovered[next]);
                }
                continue;
            }
            stack.pop();
            if let Some((parent, _)) = stack.last() {
                self.lowest[*parent] = self.lowest[*parent].min(self.lowest[module]);
            }
            if self.lowest[module] == self.discovered[module] {
                self.close(module);
            }
        }
    }

    /// Everything that was opened since `first` is one component with it.
    fn close(&mut self, first: ModuleIdx) {
        let number = u32::try_from(self.found.ends.len()).expect("no more components than modules");
        while let Some(module) = self.open.pop() {
            self.found.of[module] = Some(number);
            self.found.members.push(module);
            if module == first {
                break;
            }
        }
        self.found.ends.push(self.found.members.len());
    }
}
