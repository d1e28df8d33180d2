package org.orion.exchange.report;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;

/// Signs triage reports in the name of a lab.
public final class LabSigner {
  private final LabKey key;
  private final PrivateKey privateKey;
  private final String agency;
  private final String name;

  /// @param agency reference of the agency that the lab belongs to
  /// @param name of the lab
  /// @throws IllegalArgumentException unless both are halves of one key of Ed25519
  public LabSigner(LabKey key, PrivateKey privateKey, String agency, String name) {
    this.key = key;
    this.privateKey = privateKey;
    this.agency = agency;
    this.name = name;
    byte[] trial = new byte[1];
    if (!key.verifies(trial, sign(trial))) {
      throw new IllegalArgumentException(
          "a private key does not belong to its public key, must be its other half");
    }
  }

  /// The public half.
  public LabKey key() {
    return key;
  }

  public String agency() {
    return agency;
  }

  public String name() {
    return name;
  }

  byte[] sign(byte[] head) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(privateKey);
      signer.update(LabKey.DOMAIN);
      signer.update(head);
      return signer.sign();
    } catch (InvalidKeyException | SignatureException wrongKey) {
      throw new IllegalArgumentException("a private key is not of Ed25519, must be", wrongKey);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }
}
