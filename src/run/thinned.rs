//! A list that stays short however long a run is: whenever it is full, every other item goes, and
//! half as many come from then on.

/// Items of a run, each made at a multiple of `every` updates.
#[derive(Debug, Clone)]
pub(crate) struct Thinned<T> {
    every: u64,
    most: usize,
    items: Vec<(u64, T)>,
}

impl<T> Thinned<T> {
    /// An empty list of at most `most` items. The first are `every` updates apart.
    pub(crate) fn new(every: u64, most: usize) -> Self {
        let items = Vec::new();
        Self { every, most, items }
    }

    /// The same, with an item at any update, which stays.
    pub(crate) fn from(first: (u64, T), every: u64, most: usize) -> Self {
        let items = vec![first];
        Self { every, most, items }
    }

    /// How many updates lie between two items now.
    pub(crate) fn every(&self) -> u64 {
        self.every
    }

    /// The items, each with its update, from the first to the last.
    pub(crate) fn items(&self) -> &[(u64, T)] {
        &self.items
    }

    /// Adds what `make` makes, if an item is due at `update` and not there yet.
    pub(crate) fn add(&mut self, update: u64, make: impl FnOnce() -> T) {
        let is_there = self.items.last().is_some_and(|last| update <= last.0);
        if is_there || !update.is_multiple_of(self.every) {
            return;
        }
        if self.items.len() == self.most {
            self.every *= 2;
            let first = self.items[0].0;
            self.items
                .retain(|item| item.0 == first || item.0.is_multiple_of(self.every));
        }
        if update.is_multiple_of(self.every) && self.items.len() < self.most {
            self.items.push((update, make()));
        }
    }

    /// Removes the items after `update`.
    pub(crate) fn forget_after(&mut self, update: u64) {
        self.items.retain(|item| item.0 <= update);
    }

    /// The last item at or before `update`.
    pub(crate) fn at_or_before(&self, update: u64) -> Option<&(u64, T)> {
        self.items.iter().rev().find(|item| item.0 <= update)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_evenly_spaced_from_the_first_on_and_never_more_than_the_most() {
        for most in [2, 3, 10] {
            let mut list = Thinned::new(4, most);
            for update in 0..1_000 {
                list.add(update, || update);
                // Twice, as after a rewind.
                list.add(update, || unreachable!("it is there"));
                let updates: Vec<_> = list.items().iter().map(|item| item.0).collect();
                let every = list.every();
                let expected: Vec<_> = (0..=update / every).map(|index| index * every).collect();
                assert_eq!(updates, expected, "after {update}");
                assert!(updates.len() <= most);
                assert_eq!(
                    list.at_or_before(update).map(|item| item.1),
                    updates.last().copied()
                );
            }
            assert_eq!(list.at_or_before(0), Some(&(0, 0)));
        }
    }

    #[test]
    fn an_item_that_a_list_begins_with_stays_and_what_was_forgotten_can_come_again() {
        for most in [2, 3, 10] {
            let mut list = Thinned::from((7, 7), 4, most);
            for update in 8..1_000 {
                list.add(update, || update);
                assert_eq!(list.items()[0], (7, 7));
                assert!(list.items().len() <= most);
                assert!(list.items().is_sorted());
            }
            list.forget_after(7);
            assert_eq!(list.at_or_before(1_000), Some(&(7, 7)));
            list.add(1_024, || 1_024);
            assert_eq!(list.at_or_before(2_000), Some(&(1_024, 1_024)));
        }
        assert_eq!(Thinned::<()>::new(1, 2).at_or_before(5), None);
    }
}
