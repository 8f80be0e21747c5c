/** A pretended third party: two small apps over real HTTP that remember every request and misbehave on demand. */
@org.jspecify.annotations.NullMarked
package dev.zaffre.sandbox;
