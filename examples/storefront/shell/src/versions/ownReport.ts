import { type AppReport, reportShares } from '@storefront/kit/shareReport';
import { format } from 'date-fns';
import { useState, version as reactVersion } from 'react';
import { createPortal, version as reactDomVersion } from 'react-dom';
import { Link } from 'react-router';
import { create } from 'zustand';
import manifest from '../../package.json';

const wanted = manifest.dependencies;

export function report(): Promise<AppReport> {
  return reportShares(manifest.name, manifest.version, [
    { key: 'react', wanted: wanted.react, witness: 'useState', value: useState, says: reactVersion },
    { key: 'react-dom', wanted: wanted['react-dom'], witness: 'createPortal', value: createPortal, says: reactDomVersion },
    { key: 'react-router', wanted: wanted['react-router'], witness: 'Link', value: Link },
    { key: 'zustand', wanted: wanted.zustand, witness: 'create', value: create },
    { key: 'date-fns', wanted: wanted['date-fns'], witness: 'format', value: format },
  ]);
}
