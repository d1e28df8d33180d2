/// Packages that anybody can verify: bags of BagIt 1.0, as a folder or as a zip. Open [BagWriter]
/// first, then [BagVerifier] and [BagFindings].
///
/// A bag of Orion holds hashes and what is known of things, never media, and never names a file
/// that is to be fetched from elsewhere. What the files mean, and who signed them, does not belong
/// here.
///
/// Follows RFC 8493.
@NullMarked
package org.orion.exchange.bagit;

import org.jspecify.annotations.NullMarked;
