/** Measures the packaged server from outside: a load generator, a third-party app that costs next to nothing, and a report. */
@org.jspecify.annotations.NullMarked
package dev.zaffre.bench;
