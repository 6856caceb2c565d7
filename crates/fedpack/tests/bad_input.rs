//! What must end in a diagnostic (or in a build), never in a crash or a hang, and with the old output untouched.
//!
//! Black box on the binary. Every build has the time limit of `fedpack_testing::binary`: where a quadratic pass would
//! take hours, that limit is the test.

mod bad_input {
    pub mod codes;
    pub mod federation;
    pub mod files;
    pub mod limits;
    pub mod modules;
    pub mod output;
    pub mod support;
}
