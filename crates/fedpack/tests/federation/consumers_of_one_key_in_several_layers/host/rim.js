export * as lib from 'lib';
