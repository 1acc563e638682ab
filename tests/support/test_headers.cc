// SPDX-License-Identifier: Apache-2.0
//
// Carries the precompiled headers of the tests; see tests/CMakeLists.txt.

int main() { return 0; }
