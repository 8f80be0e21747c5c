/** The web console's and the connect portal's files, as the build made them. What they show comes from the public API. */
@NullMarked
package dev.zaffre.console;

import org.jspecify.annotations.NullMarked;
